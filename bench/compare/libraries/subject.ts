import type { Population } from '../../support/rows.js';
import type { AppClient } from '../app/client.js';
import type { Provider } from '../app/schema.js';

export type Kind = 'sojourn' | 'peer' | 'floor' | 'reference';

export interface Created {
  /** What names the session in `invalidate`. */
  id: string;
  /** What the client is given. */
  token: string;
}

/** One way to keep sessions, reduced to the three calls that are compared. */
export interface Subject {
  name: string;
  kind: Kind;
  /** What the client of this row of the population sends. */
  stored(number: number): string | Promise<string>;
  /** What the client of a session sends that `create` has given. */
  present(created: Created): string | Promise<string>;
  /** Reads session and user, and gives the user's id; `null` where there is no valid session. */
  validate(presented: string): Promise<string | null>;
  /** @param number of a row of the population, for the details of the device */
  create(userId: string, number: number): Promise<Created>;
  invalidate(created: Created): Promise<unknown>;
  /** Why a session is still answered after it was invalidated. */
  outlives?: string;
}

/** What the libraries over one Prisma client have in common. */
export interface PrismaContext {
  provider: Provider;
  client: AppClient;
  population: Population;
}

/** The fields of the user that are read wherever a library lets one choose; those that read all read the password's hash too. */
export const userSelect = {
  id: true,
  email: true,
  name: true,
  image: true,
  emailVerified: true,
  createdAt: true,
  updatedAt: true,
} as const;
