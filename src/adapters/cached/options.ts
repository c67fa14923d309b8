import { assertNothingLeft, assertObject, assertPositiveInteger } from '../../session/arguments.js';

/** Tells other processes which sessions they must read again. */
export interface InvalidationChannel {
  /** Sends a short text to all who subscribed, itself perhaps among them. */
  publish(message: string): void | Promise<unknown>;
  /** Called once; the listener gets what others publish from then on. */
  subscribe(listener: (message: string) => void): void | Promise<unknown>;
}

export interface CacheOptions {
  /**
   * How long what was read may be used, in milliseconds: a positive integer, at most 10000. So long at most
   * another process accepts a session that was ended here. Default 2000.
   */
  maxAge?: number;
  /** How many sessions are kept; the one read first goes first. A positive integer. Default 10000. */
  maxSessions?: number;
  /** Tells other processes at once. Without it, and when it fails, they notice within `maxAge`. Default none. */
  channel?: InvalidationChannel;
  /** Told when the channel fails; what it throws is dropped. Default nobody. */
  onChannelError?: (error: unknown) => void;
  /** A clock that never goes back, in milliseconds, for tests. Default `performance.now`. */
  now?: () => number;
}

const longestAge = 10_000;

export function resolveOptions(options: CacheOptions) {
  assertObject(options, 'options');
  const {
    maxAge = 2000,
    maxSessions = 10_000,
    channel,
    onChannelError = () => {},
    now = () => performance.now(),
    ...rest
  } = options;
  assertNothingLeft(rest, 'option of cachedAdapter');
  assertPositiveInteger(maxAge, 'maxAge');
  if (maxAge > longestAge) throw new TypeError(`"maxAge" option must be at most ${longestAge}`);
  assertPositiveInteger(maxSessions, 'maxSessions');
  if (channel !== undefined) {
    assertObject(channel, 'channel');
    for (const name of ['publish', 'subscribe'] as const) {
      if (typeof channel[name] !== 'function') throw new TypeError(`"channel" option must have a function ${name}`);
    }
  }
  for (const [name, value] of Object.entries({ onChannelError, now })) {
    if (typeof value !== 'function') throw new TypeError(`"${name}" option must be a function`);
  }
  return { maxAge, maxSessions, channel, onChannelError, now };
}
