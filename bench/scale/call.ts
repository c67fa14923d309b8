import type { Subject } from '../support/operations.js';
import type { Operation } from '../support/rounds.js';
import type { Adapter } from '../support/store.js';
import type { Note } from './notes.js';

/** The call itself, or the statements that it makes, sent by the bare driver: the floor below which no library gets. */
export const ways = ['sojourn', 'driver'] as const;
export type Way = (typeof ways)[number];

/** One table, gone about in one way. */
export interface Measured extends Subject {
  way: Way;
  note: Note;
}

/** Something that sojourn does, and that the driver can be made to do. */
export interface Call<Key> extends Pick<Operation<Measured>, 'name' | 'times' | 'inFlight' | 'start'> {
  /** Of how many calls that begin in one turn of the event loop sojourn makes one statement. Default 1. */
  together?: number;
  /** Whether everything is done once before the clock starts. Default false. */
  warm?: boolean;
  /** Whether the ways get into each other's way on the same table. Default false. */
  alone?: boolean;
  /** What each call is about; others in each round and each way, since one has the pages of the other in the cache. */
  keys(subject: Measured, round: number): Key[] | Promise<Key[]>;
  /** What sojourn does; gives what `restore` needs, and fails if it did something else than it should. */
  sojourn(subject: Measured, key: Key): Promise<unknown>;
  /** What the adapter does for it; gives the same. */
  verbs(adapter: Adapter, keys: Key[], subject: Measured): Promise<unknown>;
  /** How many rows that gives or changes for each key. */
  rows: number;
  restore?(subject: Measured, results: unknown[]): Promise<unknown>;
}

type Perform = () => Promise<unknown>;

/** Measures a call in both ways. */
export function operationOf<Key>(call: Call<Key>): Operation<Measured> {
  const { name, times, inFlight, start, warm = false, alone = false, keys, sojourn, restore } = call;
  return {
    name,
    times,
    ...(inFlight !== undefined && { inFlight }),
    ...(start !== undefined && { start }),
    ...(alone && { apart: ({ way }) => way }),
    async prepare(subject, round) {
      const performs =
        subject.way === 'sojourn'
          ? (await keys(subject, round)).map((key): Perform => () => sojourn(subject, key))
          : await sendings(call, subject, await keys(subject, round + 0.5));
      if (warm) await Promise.all(performs.map((perform) => perform()));
      return performs;
    },
    run: (_subject, perform: Perform) => perform(),
    ...(restore && { restore }),
  };
}

/** What the driver has to send, put together before the clock starts. The first call of a statement sends it for all. */
async function sendings<Key>({ together = 1, verbs, rows }: Call<Key>, subject: Measured, keys: Key[]): Promise<Perform[]> {
  const performs: Perform[] = [];
  for (let first = 0; first < keys.length; first += together) {
    const some = keys.slice(first, first + together);
    const { statements, result } = await subject.note((adapter) => verbs(adapter, some, subject));
    performs.push(async () => {
      let count = 0;
      for (const statement of statements) count += await subject.store.send(statement);
      if (count !== rows * some.length) throw new Error(`The driver got ${count} rows instead of ${rows * some.length}`);
      return result;
    });
    while (performs.length < first + some.length) performs.push(async () => {});
  }
  return performs;
}
