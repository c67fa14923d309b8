import { type CookieOptions } from '../cookie/cookie.js';
import type { EventListener } from '../events/events.js';
import type { Erasers } from '../erasure/erasers.js';
import { type ExportSections, assertIntendedExports, assertSections } from '../export/sections.js';
import type { LegacySessions } from '../legacy/legacy-sessions.js';
import { assertNothingLeft, assertObject, assertOneOf, assertPositiveInteger } from '../session/arguments.js';
import type { Lifetime, LifetimePreset } from '../session/lifetime.js';
import type { JsonObject, UserId } from '../session/session.js';
import type { SessionLimit, StorageAdapter } from '../storage/storage-adapter.js';

/** What becomes of the token that a session had before its rotation. All times in milliseconds. */
export interface RotationOptions {
  /**
   * For so long after a rotation the token before it is still answered with the session as it now is, for the
   * sake of requests that were under way. It renews and rotates nothing, and a reauthentication does not make it
   * fresh. An integer from 0 on; default 0.
   */
  grace?: number;
  /**
   * What to do when that token is used later, which is what happens when one was stolen: tell `onEvent`, or
   * end the session too, so that neither thief nor owner has it. With `'revoke'` give a `grace` of some
   * seconds: else requests under way end their own session. Default `'report'`.
   */
  onReuse?: 'report' | 'revoke';
}

/** A key, or `null` for none. */
export type HashKey = string | Uint8Array | null;

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
  /**
   * How long a login may wait for its second factor, in milliseconds: a positive integer. Default 600000 (10
   * minutes); never longer than `lifetime`.
   */
  pendingLifetime?: number;
  /**
   * How many live sessions a user may have (ASVS 5.0 7.1.2). A number, or `max` with `'evict-oldest'`: a login
   * beyond it ends the oldest session. With `'reject'` it fails with `ERR_SESSION_LIMIT`. Default no limit.
   */
  maxSessionsPerUser?: number | SessionLimit;
  /**
   * Whether a session remembers the token before its last rotation: to accept it for a while, and to notice
   * its use after that. Lookups then look at two columns. Default: it is unknown at once.
   */
  rotation?: RotationOptions;
  /**
   * Keys to hash secrets with, by HMAC-SHA-256: who can write the sessions but has no key can then make none
   * that is accepted. Each a text or bytes, at least 32 of them, random and not stored beside the sessions.
   * The first makes hashes, all verify; a session whose hash is by another gets a new one when it is next
   * renewed. Without their key sessions are not valid. `null` at the end of the list stands for hashes made
   * before there were keys; take it out once those sessions are over, since without a key anybody can
   * make such a hash. Default none: plain SHA-256.
   */
  hashKeys?: readonly HashKey[];
  /** The session cookie. Default `__Host-session`, secure, http-only, `SameSite=Lax`. */
  cookie?: CookieOptions;
  /**
   * The attributes of a session created without any, and so the type of `session.attributes`: JSON values
   * only, at any depth, which the first `createSession` checks (`TypeError`). A
   * session whose row lacks one of them reads as having the value given here.
   */
  attributes?: Attributes;
  /** Sections that `exportUserData` adds, by name: each a function of the user id that gives rows. */
  exports?: ExportSections<Id>;
  /** What `eraseUserData` deletes beside what the adapter does, by name: each a function of the user id. */
  erasers?: Erasers<Id>;
  /**
   * Paths in the export where a key that names a credential is meant to be there, such as
   * `notes[].secretSanta`. Default none.
   */
  intendedExports?: readonly string[];
  /**
   * The sessions that another library left: who has one keeps it, exchanged once for one of this package. What a function of
   * `sojourn/legacy` makes. Default none.
   */
  legacy?: LegacySessions;
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
  const {
    adapter,
    lifetime: _,
    unremembered: __,
    pendingLifetime,
    maxSessionsPerUser,
    rotation,
    hashKeys,
    cookie,
    attributes,
    exports,
    intendedExports,
    erasers,
    legacy,
    onEvent,
    timeout,
    now,
    ...rest
  } = options as { [Name in keyof AuthOptions<unknown, UserId, JsonObject>]: unknown };
  assertNothingLeft(rest, 'option of createAuth');
  assertObject(adapter, 'adapter');
  for (const verb of adapterVerbs) {
    if (typeof (adapter as Partial<StorageAdapter>)[verb] !== 'function') {
      throw new TypeError(`"adapter" option must be a storage adapter, but it has no function ${verb}`);
    }
  }
  forGiven({ cookie, attributes, legacy, rotation }, assertObject);
  forGiven({ timeout, pendingLifetime }, assertPositiveInteger);
  forGiven({ onEvent, now }, assertFunction);
  forGiven({ maxSessionsPerUser }, assertLimit);
  forGiven({ rotation }, assertRotation);
  forGiven({ hashKeys }, assertHashKeys);
  assertSections(exports, 'exports');
  assertSections(erasers, 'erasers');
  assertIntendedExports(intendedExports);
}

function forGiven(values: object, assert: (value: unknown, option: string) => void): void {
  for (const [option, value] of Object.entries(values)) if (value !== undefined) assert(value, option);
}

function assertFunction(value: unknown, option: string): void {
  if (typeof value !== 'function') throw new TypeError(`"${option}" option must be a function`);
}

function assertLimit(limit: unknown): void {
  const { max, onLimit, ...rest } = (typeof limit === 'object' ? limit : { max: limit, onLimit: 'evict-oldest' }) as SessionLimit;
  assertNothingLeft(rest, 'property of "maxSessionsPerUser"');
  assertPositiveInteger(max, 'maxSessionsPerUser');
  assertOneOf(onLimit, ['evict-oldest', 'reject'], 'maxSessionsPerUser.onLimit');
}

function assertRotation(rotation: unknown): void {
  const { grace = 0, onReuse = 'report', ...rest } = rotation as RotationOptions;
  assertNothingLeft(rest, 'property of "rotation"');
  if (grace !== 0) assertPositiveInteger(grace, 'rotation.grace');
  assertOneOf(onReuse, ['report', 'revoke'], 'rotation.onReuse');
}

/** The output of SHA-256: RFC 2104 advises against a shorter key. */
const shortestKey = 32;

function assertHashKeys(keys: unknown): void {
  const isKey = (key: unknown) => (typeof key === 'string' || key instanceof Uint8Array) && key.length >= shortestKey;
  if (Array.isArray(keys) && isKey(keys[0]) && keys.every((key) => key === null || isKey(key))) return;
  throw new TypeError(`"hashKeys" option must be an array that begins with a key, of at least ${shortestKey} bytes each`);
}
