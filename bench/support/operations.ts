import type { Auth } from '../../src/index.js';
import type { Operation } from './rounds.js';
import { type Population, tokenOf } from './rows.js';
import { shuffled } from './shuffle.js';
import type { Store } from './store.js';

/** One table under measurement. */
export interface Subject {
  label: string;
  store: Store;
  population: Population;
  auth: Auth<{ id: string }, string>;
}

/** So many different numbers below `limit`, spread evenly, others in each round. */
export function spread(count: number, limit: number, round: number): number[] {
  // The golden section never falls into step with a table's size.
  const start = (round * 0.6180339887) % 1;
  return Array.from({ length: count }, (_, index) => Math.floor((((index + start) / count) % 1) * limit));
}

type Settings = Pick<Operation<Subject>, 'name' | 'times' | 'inFlight'>;

/** Validates live sessions of all ages, or of the newest part of the table. */
export function validation(settings: Settings, newest = 1): Operation<Subject> {
  return {
    ...settings,
    prepare({ population }, round) {
      const part = Math.ceil(population.size * newest);
      const oldest = population.size - part;
      return shuffled(spread(settings.times, part, round)).map((number) => tokenOf(population.id(oldest + number)));
    },
    async run({ auth }, token: string) {
      const valid = await auth.validateSession(token);
      if (!valid || valid.renewed) throw new Error('A session should have been valid, and not due for renewal');
    },
  };
}

/** How many a cleanup finds. */
export const expiredRows = 1000;

interface Expired {
  round: number;
  /** Sessions began within so many milliseconds. */
  period: number;
  /** Where there are two operations, other rows for each: the pages of one's are in the cache for the other. */
  series: number;
}

/** Puts in expired sessions of many users. */
export async function insertExpired(store: Store, population: Population, { round, period, series }: Expired): Promise<void> {
  const rows = spread(expiredRows, population.size, round).map((number, index) =>
    // Past the population, so that no id is taken; congruent to its rows, so that users are spread alike.
    population.expiredRow(number + population.size * (series * expiredRows + index + 1), period),
  );
  await store.insertSessions(rows);
}

/** Deletes expired rows that were just put in, of sessions that began within `period`. */
export function cleanup(name: string, period: number, series = 0): Operation<Subject> {
  return {
    name,
    times: 1,
    async prepare({ store, population }, round) {
      await insertExpired(store, population, { round, period, series });
      return [null];
    },
    async run({ auth }) {
      const count = await auth.deleteExpiredSessions({ batchSize: expiredRows });
      if (count !== expiredRows) throw new Error(`${count} rows were deleted instead of ${expiredRows}`);
    },
  };
}
