import type { SessionRow } from '../../src/index.js';
import { hashSecret } from '../../src/session/token.js';

/**
 * How the 24 characters of an id come about. `random`: 120 random bits. `timed`: 9 characters of the
 * creation time in milliseconds, then 75 random bits.
 */
export type IdScheme = 'random' | 'timed';

const idLength = 24;
const timeLength = 9;
/** In the order of the character codes, so that ids sort as their times do. */
const alphabet = '234567abcdefghijklmnopqrstuvwxyz';

export const minute = 60_000;
export const day = 24 * 60 * minute;

/** All rows share one secret, so that there is a token for every row; the hash is not indexed. */
const secret = 'b'.repeat(42) + 'A';
const secretHash = await hashSecret(secret);

export function tokenOf(id: string): string {
  return `${id}.${secret}`;
}

/** Spreads a number over 32 bits. */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}

function randomText(stream: number, seed: number, length: number, characters: string): string {
  const start = mix(stream * 0x9e3779b1 + mix(seed));
  let text = '';
  for (let index = 0; index < length; index++) {
    text += characters[mix(start + Math.imul(mix(seed * idLength + index), 0x85ebca6b)) % characters.length];
  }
  return text;
}

function timeText(time: number): string {
  let text = '';
  for (let rest = time, index = 0; index < timeLength; index++, rest = Math.floor(rest / 32)) text = alphabet[rest % 32] + text;
  return text;
}

const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
];

/** The device and data of row `number`, as given to `createSession`. */
export function detailsOf(number: number) {
  return {
    ipAddress: `10.${number & 255}.${(number >> 8) & 255}.${(number >> 16) & 255}`,
    userAgent: userAgents[number % userAgents.length]!,
    attributes: { theme: number % 2 === 0 ? 'dark' : 'light', region: `eu-${number % 7}` },
  };
}

/** The user with many sessions. */
const busySessions = 500;
/** What every other user has. */
const usualSessions = 10;

/**
 * The sessions of one app, as a function of their number: any row can be made again, to be put back
 * after it was deleted or to know its token, and every run has the same ones.
 *
 * Rows are numbered in the order of their creation over the last 26 days; the sessions of one user
 * are spread evenly over it. All were seen within the last 6 days, so that under a lifetime of 7 days
 * idle, all are live and none is due for renewal before that.
 */
export class Population {
  readonly userCount: number;
  readonly #step: number;

  constructor(
    readonly size: number,
    readonly now: Date,
    readonly scheme: IdScheme = 'random',
  ) {
    if (size % busySessions !== 0 || size <= busySessions) throw new RangeError('The size must be a multiple of 500 above 500');
    this.#step = size / busySessions;
    this.userCount = 1 + (size - busySessions) / usualSessions;
  }

  static readonly lifetime = { idle: 7 * day, absolute: 30 * day, renewEvery: 7 * day };

  userId(user: number): string {
    const hex = randomText(1, user, 32, '0123456789abcdef');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  /** User 0 has every so manieth session, the others take the rest in turn. */
  #userOf(number: number): number {
    if (number % this.#step === 0) return 0;
    const place = number - Math.floor(number / this.#step) - 1;
    return 1 + (place % (this.userCount - 1));
  }

  /** The numbers of the ten rows of a user but the busy one. */
  rowsOfUser(user: number): number[] {
    return Array.from({ length: usualSessions }, (_, index) => {
      const place = user - 1 + index * (this.userCount - 1);
      return Math.floor(place / (this.#step - 1)) * this.#step + 1 + (place % (this.#step - 1));
    });
  }

  createdAt(number: number): number {
    return this.now.getTime() - 26 * day + Math.floor((number / this.size) * (26 * day - minute));
  }

  id(number: number, createdAt = this.createdAt(number)): string {
    if (this.scheme === 'random') return randomText(2, number, idLength, alphabet);
    return timeText(createdAt) + randomText(2, number, idLength - timeLength, alphabet);
  }

  /** Row `number`, below `size`. */
  row(number: number): SessionRow<string> {
    const created = this.createdAt(number);
    const seen = Math.max(created, this.now.getTime() - (mix(number) % (6 * day)) - 1);
    return this.#make(number, created, seen, seen + 7 * day);
  }

  /** A row that is no part of the population: created and seen at `time`. */
  newRow(number: number, time: Date): SessionRow<string> {
    return this.#make(number, time.getTime(), time.getTime(), time.getTime() + 7 * day);
  }

  /** A row that is no part of the population: seen 12 days ago, dead since 5, and begun within `period` from 20 days ago. */
  expiredRow(number: number, period: number): SessionRow<string> {
    const place = (number % this.size) / this.size;
    const seen = this.now.getTime() - 12 * day + Math.floor(place * minute);
    return this.#make(number, this.now.getTime() - 20 * day + Math.floor(place * period), seen, seen + 7 * day);
  }

  #make(number: number, created: number, seen: number, expiration: number): SessionRow<string> {
    return {
      id: this.id(number, created),
      userId: this.userId(this.#userOf(number % this.size)),
      secretHash,
      createdAt: new Date(created),
      updatedAt: new Date(seen),
      authenticatedAt: new Date(created),
      expirationDate: new Date(expiration),
      remember: true,
      ...detailsOf(number),
      pending: null,
      previousId: null,
      previousHash: null,
      previousUntil: null,
    };
  }
}
