import type { Context } from '../auth/context.js';
import { assertNothingLeft, assertObject, assertUserId } from '../session/arguments.js';
import type { JsonObject, UserId } from '../session/session.js';
import { legacyCookies } from './cookies.js';
import { createExchange } from './exchange.js';
import type { LegacyCookie, LegacyExchange, LegacyOptions, LegacyRow, LegacySessions } from './legacy-sessions.js';
import { rowsOf } from './rows/rows-of.js';
import type { Source } from './source.js';
import { toDate, toUserId } from './values.js';

/** What is to be said of a library. */
interface Library<Field extends string> {
  cookieNames: readonly string[];
  /** The usual names of its fields, and which of them holds the token. */
  fields: Record<Field, string>;
  key: Field;
  /** The token in what the browser has, where that is signed; `null` if the signature is not the library's. */
  unsign?(signed: string): Promise<string | null>;
  /** Where the user's id is within data, and how it is taken out; else it is in the field `userId`. */
  data?: { field: Field; userOf(data: unknown): unknown };
}

/** An identifier that a library made: visible ASCII, as long as a column holds. */
function isIdentifier(token: string): boolean {
  return /^[\x21-\x7e]{16,255}$/.test(token);
}

/** @throws TypeError naming the option that is wrong */
export function createLegacy<Field extends string>(
  options: LegacyOptions<Field>,
  library: Library<Field>,
): LegacySessions {
  const { rows, until, cookie = {}, fields = {}, ...others } = options;
  assertNothingLeft(others, 'option of legacy sessions');
  if (!(until instanceof Date) || Number.isNaN(until.getTime())) throw new TypeError('"until" option must be a valid Date');
  assertCookie(cookie);
  assertFields(fields, library.fields);
  const names: Record<Field, string> = { ...library.fields, ...fields };
  const { userId: userField = '', expiresAt = '', createdAt = '' }: Partial<Record<string, string>> = names;
  const key = names[library.key];
  const { data } = library;
  const userOf = (row: LegacyRow) => (data ? data.userOf(row[names[data.field]]) : row[userField]);
  const source: Source = {
    async keyOf(presented) {
      const token = library.unsign ? await library.unsign(presented) : presented;
      return token !== null && isIdentifier(token) ? token : null;
    },
    rows: rowsOf(rows, { key, user: data ? { data: names[data.field] } : { field: userField }, userOf }),
    read(row, token) {
      // A collation that ignores case finds more than the one spelling.
      if (row[key] !== token) return null;
      const userId = toUserId(userOf(row));
      const expirationDate = toDate(row[expiresAt]);
      if (expirationDate === null) return null;
      return userId === null ? 'nobody' : { userId, expirationDate, createdAt: toDate(row[createdAt]) };
    },
  };
  return {
    '~connect'(given) {
      const context = given as Context<unknown, UserId, JsonObject>;
      const attempt = createExchange(context, source, new Date(until));
      return {
        ...legacyCookies(cookie.name === undefined ? library.cookieNames : [cookie.name], cookie),
        async exchange(token, details) {
          const exchanged = await attempt(token, details);
          return exchanged === 'nobody' ? null : exchanged;
        },
        async removeOfUser(userId) {
          assertUserId(userId, 'userId');
          return context.storage('invalidateUserSessions', () => source.rows.removeOfUser(userId));
        },
        '~attempt': attempt,
      } satisfies LegacyExchange<UserId, JsonObject>;
    },
  };
}

function assertCookie(cookie: LegacyCookie): void {
  assertObject(cookie, 'cookie');
  const { name, domain, path, ...others } = cookie;
  assertNothingLeft(others, 'property of "cookie"');
  for (const [property, value] of Object.entries({ name, domain, path })) {
    if (value !== undefined && (typeof value !== 'string' || !/^[\x21-\x3a\x3c-\x7e]+$/.test(value))) {
      throw new TypeError(`"cookie.${property}" option must be text of visible ASCII without ;`);
    }
  }
}

function assertFields(fields: Partial<Record<string, string>>, known: Readonly<Record<string, string>>): void {
  assertObject(fields, 'fields');
  for (const [field, name] of Object.entries(fields)) {
    if (!Object.hasOwn(known, field)) throw new TypeError(`"fields" option has no ${field}, but ${Object.keys(known).join(', ')}`);
    if (typeof name !== 'string' || name === '') throw new TypeError(`"fields.${field}" option must be a name`);
  }
}

/** @throws TypeError unless there is a secret */
export function secretsOf(secret: unknown): readonly string[] {
  const secrets = Array.isArray(secret) ? (secret as unknown[]) : [secret];
  if (secrets.length > 0 && secrets.every((each) => typeof each === 'string' && each !== '')) return secrets as string[];
  throw new TypeError('"secret" option must be the text that the cookies were signed with, or an array of such texts');
}
