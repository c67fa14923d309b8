import type { AuthEvent, Operation } from '../events/events.js';
import { SojournError } from '../errors/sojourn-error.js';
import { type Lifetimes, effectiveExpiration } from '../session/lifetime.js';
import type { SecretHasher } from '../session/secret-hasher.js';
import type { Session, StoredSession, UserId } from '../session/session.js';
import type { SessionLimit, StorageAdapter } from '../storage/storage-adapter.js';
import type { AuthOptions, RotationOptions } from './options.js';

/** An event before it gets its time, and the address if that is not known; distributes over the union. */
type NewEvent = AuthEvent extends infer Event
  ? Event extends AuthEvent
    ? Omit<Event, 'time' | 'ipAddress'> & Partial<Pick<Event, 'ipAddress'>>
    : never
  : never;

/**
 * In the year 9892. The longest lifetime after it still ends within the year 9999, the last that all
 * databases can keep; and not all keep what is well before 1970.
 */
const latest = 25e13;

/** What every operation works with. */
export interface Context<User, Id extends UserId, Attributes extends object> {
  readonly adapter: StorageAdapter<User, Id>;
  hasher(): SecretHasher | Promise<SecretHasher>;
  readonly limit: SessionLimit | undefined;
  readonly rotation: RotationOptions | undefined;
  readonly defaults: Partial<Attributes>;
  now(): Date;
  lifetimeOf(session: Pick<StoredSession, 'remember' | 'pending'>): Lifetimes['remembered'];
  /** The session as the app sees it: its expiry under the lifetime in force, and no hash. */
  present(stored: StoredSession<Id>): Session<Id, Attributes>;
  emit(event: NewEvent): void;
  /** What an adapter's call gives, or a rejection when it takes longer than the option allows, or so many milliseconds. */
  inTime<T>(call: () => Promise<T>, timeout?: number): Promise<T>;
  /** What the adapter was asked for; a failure is reported, and comes out as `ERR_STORAGE` with nothing secret in it. */
  reported<T>(operation: Operation, answer: Promise<T>): Promise<T>;
  /** One call of the adapter, in time and reported. */
  storage<T>(operation: Operation, call: () => Promise<T>, timeout?: number): Promise<T>;
}

export function createContext<User, Id extends UserId, Attributes extends object>(
  options: AuthOptions<User, Id, Attributes>,
  lifetimes: Lifetimes,
  hasher: () => SecretHasher | Promise<SecretHasher>,
): Context<User, Id, Attributes> {
  const { adapter, rotation, onEvent, timeout: usual = 10_000, now: clock = () => new Date() } = options;
  const defaults: Partial<Attributes> = options.attributes ?? {};
  const { maxSessionsPerUser: max } = options;

  function now(): Date {
    const time = clock();
    if (time instanceof Date && time.getTime() >= 0 && time.getTime() < latest) return new Date(time);
    throw new TypeError('"now" option must return a Date, from 1970 to 9890');
  }

  function lifetimeOf({ remember, pending }: Pick<StoredSession, 'remember' | 'pending'>): Lifetimes['remembered'] {
    if (pending !== null) return lifetimes.pending;
    return remember ? lifetimes.remembered : lifetimes.unremembered;
  }

  function emit(event: NewEvent): void {
    if (!onEvent) return;
    // A listener is a bystander: what it throws, at once or later, must not undo what has happened.
    new Promise((resolve) => resolve(onEvent({ ipAddress: null, ...event, time: now() } as AuthEvent))).catch(() => {});
  }

  function inTime<T>(call: () => Promise<T>, timeout = usual): Promise<T> {
    return new Promise((resolve, reject) => {
      // What it throws rejects too.
      const answer = call();
      const timer = setTimeout(() => reject(new Error(`No answer within ${timeout} ms`)), timeout);
      const settleBy = <Value>(settle: (value: Value) => void) => (value: Value) => {
        clearTimeout(timer);
        settle(value);
      };
      void Promise.resolve(answer).then(settleBy(resolve), settleBy(reject));
    });
  }

  function reported<T>(operation: Operation, answer: Promise<T>): Promise<T> {
    return answer.catch(async (cause: unknown) => {
      const error = new SojournError('ERR_STORAGE', `Storage failed during ${operation}`, { cause: await redacted(cause) });
      emit({ type: 'storage.failed', operation, error });
      throw error;
    });
  }

  return {
    adapter,
    hasher,
    limit: typeof max === 'number' ? { max, onLimit: 'evict-oldest' } : max,
    rotation,
    defaults,
    now,
    lifetimeOf,
    present(stored) {
      const { id, userId, createdAt, updatedAt, authenticatedAt, remember, ipAddress, userAgent } = stored;
      return {
        id,
        userId,
        createdAt,
        updatedAt,
        expirationDate: effectiveExpiration(stored, lifetimeOf(stored)),
        authenticatedAt,
        remember,
        ipAddress,
        userAgent,
        attributes: { ...defaults, ...stored.attributes } as Attributes,
      };
    },
    emit,
    inTime,
    reported,
    storage: (operation, call, timeout) => reported(operation, inTime(call, timeout)),
  };
}

/** Nothing, rather than what may hold a secret, where the code that takes them out cannot be loaded. */
function redacted(cause: unknown): Promise<unknown> {
  return import('../errors/redact.js').then(({ redact }) => redact(cause), () => undefined);
}
