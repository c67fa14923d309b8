import { SojournError } from '../errors/sojourn-error.js';
import { assertNoCredentials } from '../export/credentials.js';
import { toJson } from '../export/json.js';
import { type ExportSections, readSection } from '../export/sections.js';
import { assertUserId } from '../session/arguments.js';
import type { JsonValue, UserId } from '../session/session.js';
import type { Context } from './context.js';

/** "Download my data": plain JSON values throughout, ready for `JSON.stringify`. */
export interface UserData {
  format: 'sojourn.user-data/1';
  /** ISO 8601, UTC. */
  exportedAt: string;
  /** The fields of the user that the adapter was told to export. */
  user: { [field: string]: JsonValue };
  /** The live sessions, newest first; never a hash. */
  sessions: { [field: string]: JsonValue }[];
  /** A section of the app's own, from the `exports` option. */
  [section: string]: JsonValue;
}

export function exportUserData<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  listSessions: (userId: Id) => Promise<object[]>,
  sections: ExportSections<Id> = {},
  intended: readonly string[] = [],
) {
  const { adapter, now, emit, storage } = context;

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
    assertUserId(userId, 'userId');
    const exportedAt = now().toISOString();
    const user = await storage('exportUserData', () => adapter.readUserRecord(userId));
    if (!user) throw new SojournError('ERR_USER_NOT_FOUND', 'There is no user with this id to export');
    const gathered: Record<string, unknown> = { user, sessions: await listSessions(userId) };
    for (const name of Object.keys(sections)) gathered[name] = await readSection(sections, name, userId);

    const document = toJson(gathered, '') as { [key: string]: JsonValue };
    assertNoCredentials(document, intended);
    emit({ type: 'user-data.exported', userId });
    return { format: 'sojourn.user-data/1', exportedAt, ...document } as UserData;
  };
}
