import type { StoredSession } from './session.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long sessions live. All values are integers in milliseconds. */
export interface Lifetime {
  /** A session unused for this long is dead. */
  idle: number;
  /** A session is dead this long after its user last proved who they are, however busy it is. */
  absolute: number;
  /**
   * A session in use is renewed, with one write, when its last renewal is this long ago. Default:
   * `idle / 24`. The smaller, the more exact "last seen" and the more writes.
   */
  renewEvery?: number;
}

/**
 * The reauthentication limits of NIST SP 800-63B for its authenticator assurance levels. `aal1`: 30 days
 * absolute, to which we add 7 days idle. `aal2`: 1 hour idle, 24 hours absolute. `aal3`: 15 minutes
 * idle, 12 hours absolute.
 */
export type LifetimePreset = 'aal1' | 'aal2' | 'aal3';

const presets: Record<LifetimePreset, Lifetime> = {
  aal1: { idle: 7 * day, absolute: 30 * day },
  aal2: { idle: hour, absolute: 24 * hour },
  aal3: { idle: 15 * minute, absolute: 12 * hour },
};

const unrememberedDefault: Lifetime = { idle: 12 * hour, absolute: 24 * hour };

/** A hundred years: whatever is longer is a mistake in the unit. */
const longest = 100 * 365 * day;

export interface Lifetimes {
  remembered: Required<Lifetime>;
  unremembered: Required<Lifetime>;
  /** Of a login that is not complete. It is never renewed. */
  pending: Required<Lifetime>;
}

/** Long enough for a second factor, and the most that ASVS 5.0 6.5.5 allows for a code sent another way. */
const pendingDefault = 10 * minute;

export function resolveLifetimes(
  lifetime: LifetimePreset | Lifetime = 'aal1',
  unremembered: LifetimePreset | Lifetime = unrememberedDefault,
  pendingLifetime: number = pendingDefault,
): Lifetimes {
  const remembered = resolveLifetime('lifetime', lifetime);
  const shorter = resolveLifetime('unremembered', unremembered);
  const absolute = Math.min(shorter.absolute, remembered.absolute);
  const idle = Math.min(shorter.idle, remembered.idle, absolute);
  const given = typeof unremembered === 'object' ? unremembered.renewEvery : undefined;
  const renewEvery = given ?? Math.ceil(idle / 24);
  const pending = Math.min(pendingLifetime, remembered.idle);
  return {
    remembered,
    unremembered: { idle, absolute, renewEvery: Math.min(renewEvery, idle) },
    pending: { idle: pending, absolute: pending, renewEvery: pending },
  };
}

function resolveLifetime(option: string, given: LifetimePreset | Lifetime): Required<Lifetime> {
  const lifetime = typeof given === 'string' && Object.hasOwn(presets, given) ? presets[given as LifetimePreset] : given;
  if (typeof lifetime !== 'object' || lifetime === null) {
    throw new TypeError(`"${option}" option must be 'aal1', 'aal2', 'aal3' or { idle, absolute, renewEvery? } in milliseconds`);
  }
  const { idle, absolute, renewEvery = Math.ceil(idle / 24) } = lifetime;
  for (const [name, value] of Object.entries({ idle, absolute, renewEvery })) {
    if (!Number.isSafeInteger(value) || value <= 0 || value > longest) {
      throw new TypeError(`"${option}.${name}" option must be a positive integer of milliseconds, at most 100 years`);
    }
  }
  if (idle > absolute) throw new TypeError(`"${option}.idle" option must not be longer than "${option}.absolute"`);
  if (renewEvery > idle) throw new TypeError(`"${option}.renewEvery" option must not be longer than "${option}.idle"`);
  return { idle, absolute, renewEvery };
}

type Dates = Pick<StoredSession, 'expirationDate' | 'updatedAt' | 'authenticatedAt'>;

/** When a session last seen at `seenAt` dies: after `idle`, but never past `absolute`. */
export function expirationAt(seenAt: Date, authenticatedAt: Date, { idle, absolute }: Lifetime): Date {
  return new Date(Math.min(seenAt.getTime() + idle, authenticatedAt.getTime() + absolute));
}

/**
 * When a stored session dies under the lifetime in force now, which may be shorter than the one it was
 * written under: shortening a lifetime takes effect at once. An unusable date gives an unusable date.
 */
export function effectiveExpiration({ expirationDate, updatedAt, authenticatedAt }: Dates, lifetime: Lifetime): Date {
  const latest = expirationAt(updatedAt, authenticatedAt, lifetime).getTime();
  return new Date(Math.min(expirationDate.getTime(), latest));
}

/** False for an unusable date, since no comparison with NaN holds: when in doubt, dead. */
export function isLive(expiration: Date, now: Date): boolean {
  return now.getTime() < expiration.getTime();
}

export function isRenewalDue({ updatedAt }: Dates, now: Date, { renewEvery }: Required<Lifetime>): boolean {
  return now.getTime() - updatedAt.getTime() >= renewEvery;
}
