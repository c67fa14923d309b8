import type { JsonObject, JsonValue, UserId } from '../session/session.js';
import type { Signal } from '../platform/web-types.js';

/** "Download my data": plain JSON values throughout, ready for `JSON.stringify`. */
export interface UserData {
  format: 'sojourn.user-data/1';
  /** ISO 8601, UTC. */
  exportedAt: string;
  /** The fields of the user that the adapter was told to export. */
  user: JsonObject;
  /** The live sessions, newest first; never a hash. */
  sessions: JsonObject[];
  /** A section of the app's own, from the `exports` option. */
  [section: string]: JsonValue;
}

/** The same document while it is being read, for formats. */
export interface ExportDocument extends Pick<UserData, 'format' | 'exportedAt' | 'user'> {
  userId: UserId;
  /**
   * `sessions` first, then the app's own, in the order of the `exports` option. The rows of one are read
   * before the next is asked for. Once there are no more, without an error, the export is complete: a format
   * writes its end then, and not before.
   */
  sections: AsyncIterable<ExportedSection>;
  /** Aborted when nobody wants the export any more. */
  signal: Signal;
}

/** A section while it is being read. */
export interface ExportedSection {
  name: string;
  /** Plain JSON, already searched for credentials. */
  rows: AsyncIterable<JsonValue>;
  /** The same rows, each as the text of its JSON on one line, and many at a time: quicker. For use instead of `rows`. */
  texts: AsyncIterable<readonly string[]>;
}

/** Turns the document into bytes. */
export interface ExportFormat {
  /** For HTTP, such as `application/json`. */
  contentType: string;
  /** Of the file, without the dot. */
  extension: string;
  /** MUST read no further than it was asked for, and MUST let errors of the document through. */
  encode(document: ExportDocument): AsyncIterable<Uint8Array>;
}

/** How far an export is. */
export interface ExportProgress {
  /** The section that is being read. */
  section: string;
  /** How many of its rows were read so far. */
  rows: number;
}
