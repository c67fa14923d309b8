import { type CookieOptions } from '../cookie/cookie.js';
import type { EventListener } from '../events/events.js';
import { type ExportSections, assertExportOptions } from '../export/sections.js';
import { assertNothingLeft, assertObject, assertPositiveInteger } from '../session/arguments.js';
import type { Lifetime, LifetimePreset } from '../session/lifetime.js';
import type { JsonObject, UserId } from '../session/session.js';
import type { StorageAdapter } from '../storage/storage-adapter.js';

export interface AuthOptions<User, Id extends UserId, Attributes extends object> {
  /** Where sessions live: `prismaAdapter(prisma)`, `memoryAdapter()` or one of your own. */
  adapter: StorageAdapter<User, Id>;
  /** How long sessions live. Default `'aal1'`: 7 days idle, 30 days absolute. */
  lifetime?: LifetimePreset | Lifetime;
  /**
   * How long sessions live that were created with `remember: false`. Default 12 hours idle, 24 hours
   * absolute; never longer than `lifetime`.
   */
  unremembered?: LifetimePreset | Lifetime;
  /** The session cookie. Default `__Host-session`, secure, http-only, `SameSite=Lax`. */
  cookie?: CookieOptions;
  /**
   * The attributes of a session created without any, and so the type of `session.attributes`. A
   * session whose row lacks one of them reads as having the value given here.
   */
  attributes?: Attributes;
  /** Sections that `exportUserData` adds, by name: each a function of the user id that gives rows. */
  exports?: ExportSections<Id>;
  /**
   * Paths in the export where a key that names a credential is meant to be there, such as
   * `notes[].secretSanta`. Default none.
   */
  intendedExports?: readonly string[];
  /** Told what happens; what it throws is dropped. Never receives a token, secret or hash. */
  onEvent?: EventListener;
  /**
   * How long a call to the storage may take, in milliseconds: a positive integer, at most 2147483647.
   * Default 10000. When there is no answer by then the operation rejects with `ERR_STORAGE`, and what the
   * storage still does is not known. A validation makes up to three calls, each with this limit.
   */
  timeout?: number;
  /** The one clock, for tests. Default the system's. */
  now?: () => Date;
}

const adapterVerbs: readonly (keyof StorageAdapter)[] = [
  'insertSession',
  'findSessions',
  'renewSession',
  'rotateSession',
  'updateAttributes',
  'deleteSession',
  'deleteUserSessions',
  'deleteExpiredSessions',
  'listUserSessions',
  'readUserRecord',
];

/** Everything about the options that can be checked without asking the modules that use them. */
export function assertAuthOptions(options: unknown): void {
  assertObject(options, 'options');
  const { adapter, cookie, attributes, exports, intendedExports, onEvent, timeout, now, lifetime: _, unremembered: __, ...rest } =
    options as { [Name in keyof AuthOptions<unknown, UserId, JsonObject>]: unknown };
  assertNothingLeft(rest, 'option of createAuth');
  assertObject(adapter, 'adapter');
  for (const verb of adapterVerbs) {
    if (typeof (adapter as Partial<StorageAdapter>)[verb] !== 'function') {
      throw new TypeError(`"adapter" option must be a storage adapter, but it has no function ${verb}`);
    }
  }
  if (cookie !== undefined) assertObject(cookie, 'cookie');
  if (attributes !== undefined) assertObject(attributes, 'attributes');
  if (onEvent !== undefined && typeof onEvent !== 'function') throw new TypeError('"onEvent" option must be a function');
  if (timeout !== undefined) assertPositiveInteger(timeout, 'timeout');
  if (now !== undefined && typeof now !== 'function') throw new TypeError('"now" option must be a function that returns a Date');
  assertExportOptions(exports, intendedExports);
}
