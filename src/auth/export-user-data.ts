import type { ExportSections } from '../export/sections.js';
import type { UserData } from '../export/user-data.js';
import type { UserId } from '../session/session.js';
import type { Context } from './context.js';

/** The code of an export is loaded when the first one runs: a request that only asks who is there has no use for it. */
export function exportUserData<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  listSessions: (userId: Id) => Promise<object[]>,
  sections: ExportSections<Id> = {},
  intended: readonly string[] = [],
) {
  /**
   * Gathers what there is about a user, for them to take away (GDPR articles 15 and 20; ASVS 5.0
   * 14.2.6 asks that only what is needed goes out, so user fields are an allowlist): their record, their
   * sessions, and the app's own sections. Dates come out in ISO 8601, bigints and decimals as strings,
   * bytes in base64.
   *
   * A value under a key that names a credential (password, hash, secret, token, otp, recovery code and
   * the like), at any depth, makes the export fail, unless its path is in `intendedExports`.
   *
   * @throws TypeError if `userId` is no user id
   * @throws SojournError `ERR_USER_NOT_FOUND`, `ERR_EXPORT_CREDENTIAL` and `ERR_EXPORT_VALUE` (naming the
   * path), `ERR_EXPORT_SECTION` (naming the section), `ERR_STORAGE`
   */
  return async function exportUserData(userId: Id): Promise<UserData> {
    const { gather } = await import('../export/gather.js');
    return gather(context, listSessions, userId, sections, intended);
  };
}
