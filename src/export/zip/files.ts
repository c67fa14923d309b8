import type { ByteStream } from '../../platform/web-types.js';
import type { UserId } from '../../session/session.js';
import type { ExportContext } from '../sections.js';

/** A file of the user's. */
export interface ExportedFile {
  /**
   * The name within the folder `files`; with slashes, also within folders. What a file system could not take, or
   * what leads out of the folder, is replaced or left out, and names that are the same get a number.
   */
  name: string;
  /** Text comes out in UTF-8. What is given piece by piece is never in memory as a whole. */
  content: Uint8Array | ByteStream | AsyncIterable<Uint8Array> | string;
  /** Default: when the export began. */
  modifiedAt?: Date | undefined;
}

/** Gives the files of one user: an array, an async iterable, or a promise of either. */
export type ExportedFiles<Id extends UserId = UserId> = (
  userId: Id,
  context: ExportContext,
) => Iterable<ExportedFile> | AsyncIterable<ExportedFile> | Promise<Iterable<ExportedFile> | AsyncIterable<ExportedFile>>;

export interface ZipOptions<Id extends UserId = UserId> {
  /**
   * The user's files, for the folder `files`. Each is written before the next is asked for, so a generator has one
   * open at a time. Whatever fails makes the export fail with `ERR_EXPORT_SECTION`. Default none.
   */
  files?: ExportedFiles<Id> | undefined;
}
