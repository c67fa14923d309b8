import type { ErasedCounts, Erasers } from '../erasure/erasers.js';
import type { ExportFormat, ExportProgress, UserData } from '../export/document.js';
import type { ByteSource } from '../export/open-stream.js';
import type { ExportSections } from '../export/sections.js';
import type { ByteStream, Signal } from '../platform/web-types.js';
import type { UserId } from '../session/session.js';
import type { Context } from './context.js';
import type { RequestDetails } from './identify.js';

export interface ExportOptions extends RequestDetails {
  /** Stops the export; it then fails with the signal's reason. */
  signal?: Signal | undefined;
}

export interface ExportStreamOptions extends ExportOptions {
  /**
   * How the document is written: `'json'`, one document; `'ndjson'`, a line for each row and a last one that
   * says `"complete":true`; or a format such as `zip()` of `sojourn/zip`. Default `'json'`.
   */
  format?: 'json' | 'ndjson' | ExportFormat | undefined;
  /** Told how far the export is, at the end of each section and after every 1000 rows; what it throws is dropped. */
  onProgress?: ((progress: ExportProgress) => void | Promise<void>) | undefined;
}

export interface ErasureOptions extends RequestDetails {
  /** Only counts what would go: touches nothing, and is no event. Default false. */
  dryRun?: boolean | undefined;
  /** Stops the erasure before its next step; it then fails with the signal's reason. */
  signal?: Signal | undefined;
  /** How long the storage may take, in milliseconds: a positive integer. Default 60000. */
  timeout?: number | undefined;
}

/** The app's own part in exports and erasures, from the options of `createAuth`. */
export interface UserDataSetup<Id extends UserId> {
  exports?: ExportSections<Id>;
  intendedExports?: readonly string[];
  erasers?: Erasers<Id>;
}

/** The code of exports and erasures is loaded when the first one runs: a request that only asks who is there has no use for it. */
export function userData<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  setup: UserDataSetup<Id>,
) {
  const load = () => import('../user-data/user-data.js');

  /**
   * Gathers what there is about a user, for them to take away (GDPR articles 15 and 20; ASVS 5.0
   * 14.2.6 asks that only what is needed goes out, so user fields are an allowlist): their record, their
   * sessions, and the app's own sections. Dates come out in ISO 8601, bigints and decimals as strings,
   * bytes in base64. All of it is in memory; see `exportUserDataStream`.
   *
   * A value under a key that names a credential (password, hash, secret, token, otp, recovery code and
   * the like), at any depth, makes the export fail, unless its path is in `intendedExports`.
   *
   * @throws TypeError if `userId` is no user id or an option is not of its type
   * @throws SojournError `ERR_USER_NOT_FOUND`, also if the user is deleted meanwhile; `ERR_EXPORT_CREDENTIAL`
   * and `ERR_EXPORT_VALUE` (naming the path), `ERR_EXPORT_SECTION` (naming the section), `ERR_STORAGE`
   */
  async function exportUserData(userId: Id, options: ExportOptions = {}): Promise<UserData> {
    return (await load()).collect(context, setup, userId, options);
  }

  /**
   * As `exportUserData`, as bytes and with bounded memory: sections that give async iterables are read
   * while the stream is, in the order of `exports`, one row at a time. Nothing is read before the stream
   * is. Cancelling it stops the sections.
   *
   * Whatever goes wrong, arguments included, is what reading the stream rejects with, as in `exportUserData`.
   * What was read by then is no whole document in any format, and does not look like one.
   *
   * @returns a `ReadableStream<Uint8Array>`
   */
  function exportUserDataStream(userId: Id, options: ExportStreamOptions = {}): ByteStream {
    let opening: Promise<ByteSource> | undefined;
    const open = async () => (await load()).openStream(context, setup, userId, options);
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => (await (opening ??= open())).pull(controller),
        cancel: async (reason) => (await opening)?.cancel(reason),
      },
      { highWaterMark: 0 },
    ) as unknown as ByteStream;
  }

  /**
   * Deletes a user with all that is theirs (GDPR article 17): first runs the app's own `erasers`, in order,
   * then deletes what the adapter was told to erase, the sessions and the user, in one transaction
   * where the storage has such. Idempotent: what is gone already counts 0.
   *
   * @returns how many rows went, by name: `user`, `sessions`, each eraser, and what the adapter erases. A dry
   * run returns the same counts
   * @throws TypeError if `userId` is no user id, an option is not of its type, the adapter cannot erase users, or
   * an eraser has a name that the adapter counts
   * @throws SojournError `ERR_ERASURE` if an eraser fails or rows still refer to the user, `ERR_STORAGE` if
   * storage does; as an `ErasureError`, which tells what went and what remains. Calling it again goes on. When it is
   * stopped it fails with the signal's reason, which tells the same where it is an Error
   */
  async function eraseUserData(userId: Id, options: ErasureOptions = {}): Promise<ErasedCounts> {
    return (await load()).erase(context, setup, userId, options);
  }

  return { exportUserData, exportUserDataStream, eraseUserData };
}
