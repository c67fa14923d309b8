import type { ExportStreamOptions } from '../../../auth/user-data.js';
import type { ExportFormat, ExportProgress } from '../../../export/document.js';
import { formatOf } from '../../../export/formats/format-of.js';
import type { ByteStream, Signal } from '../../../platform/web-types.js';
import { assertNothingLeft, assertObject } from '../../../session/arguments.js';
import type { UserId } from '../../../session/session.js';
import { defaultMaxAge } from '../visit/freshness.js';

export interface SendUserDataOptions {
  /** `'json'`, `'ndjson'`, or a format such as `zip()` of `sojourn/zip`. Default `'json'`. */
  format?: 'json' | 'ndjson' | ExportFormat | undefined;
  /** How long ago the user may have proved who they are, in milliseconds: a positive integer. Default 600000. */
  maxAge?: number | undefined;
  /**
   * How the file is called, before its date and extension: up to 100 letters, digits, `.`, `_` and `-`.
   * Default `'user-data'`, which makes `user-data-2026-11-24.json`.
   */
  fileName?: string | undefined;
  /** Stops the export; it then fails with the signal's reason. A client that goes away stops it too. */
  signal?: Signal | undefined;
  /** As in `exportUserDataStream`. */
  onProgress?: ((progress: ExportProgress) => void | Promise<void>) | undefined;
}

/** An export as it goes over HTTP, whatever the server. */
export interface Download {
  stream: ByteStream;
  /** What to say before the first bytes: to be asked for once they are there. */
  headers(): Record<string, string>;
}

interface DownloadDetails {
  contentType: string;
  extension: string;
  format: ExportFormat;
  fileName: string;
  maxAge: number;
  rest: Pick<SendUserDataOptions, 'signal' | 'onProgress'>;
}

/**
 * The options with their defaults.
 *
 * @throws TypeError naming the one that is wrong
 */
export function readDownloadOptions(options: SendUserDataOptions): DownloadDetails {
  assertObject(options, 'options');
  const { format: given = 'json', maxAge = defaultMaxAge, fileName = 'user-data', signal, onProgress, ...others } = options;
  assertNothingLeft(others, 'option of sendUserData');
  assertNamePart(fileName, 'options.fileName');
  const rest = { signal, onProgress };
  const format = formatOf(given);
  const { contentType, extension } = format;
  assertNamePart(extension, 'options.format.extension');
  if (typeof contentType !== 'string' || !/^[\x20-\x7e]+$/.test(contentType)) {
    throw new TypeError('"options.format.contentType" must be a media type');
  }
  const isText = typeof given === 'string';
  return { contentType: isText ? `${contentType}; charset=utf-8` : contentType, extension, format, fileName, maxAge, rest };
}

/** Opens the export of a user. Nothing is read before the stream is. */
export function openDownload<Id extends UserId>(
  exportUserDataStream: (userId: Id, options: ExportStreamOptions) => ByteStream,
  userId: Id,
  ipAddress: string | undefined,
  { contentType, extension, format, fileName, rest }: DownloadDetails,
): Download {
  let day = '';
  const dated: ExportFormat = {
    contentType,
    extension,
    encode(document) {
      day = document.exportedAt.slice(0, 10);
      return format.encode(document);
    },
  };
  return {
    stream: exportUserDataStream(userId, { ...rest, format: dated, ipAddress }),
    headers: () => ({
      'Content-Type': contentType,
      'Content-Disposition': `attachment; filename="${fileName}-${day}.${extension}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    }),
  };
}

/** Throws unless the text can be part of a file name, on every system and in a header, as it is. */
function assertNamePart(value: unknown, argument: string): asserts value is string {
  if (typeof value === 'string' && /^[\w-][\w.-]{0,99}$/.test(value)) return;
  throw new TypeError(`"${argument}" must be up to 100 letters, digits, ".", "_" and "-", and not begin with "."`);
}
