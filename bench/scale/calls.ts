import { newId } from '../../src/session/token.js';
import { expiredRows, insertExpired, spread } from '../support/operations.js';
import type { Operation } from '../support/rounds.js';
import { day, detailsOf, tokenOf } from '../support/rows.js';
import { shuffled } from '../support/shuffle.js';
import type { Engine } from '../support/store.js';
import { type Call, type Measured, operationOf } from './call.js';

const times = { calls: 40, flying: 320, together: 640, creations: 64, bulk: 5 };
const inFlight = 16;
/** How many sessions of a table are active, whatever its size: as many as the smallest has. */
const activeSessions = 1000;

type Settings = Pick<Call<string>, 'name' | 'times' | 'inFlight' | 'start' | 'together'>;

/** Validates live sessions from all over the table, or of those active, which were asked for just before. */
function validation(settings: Settings, of: 'all' | 'active'): Call<string> {
  return {
    ...settings,
    warm: of === 'active',
    rows: 1,
    keys({ population }, round) {
      const rows = of === 'all' ? population.size : activeSessions;
      return shuffled(spread(settings.times, rows, round)).map((number) => population.id(number * (population.size / rows)));
    },
    async sojourn({ auth }, id) {
      const valid = await auth.validateSession(tokenOf(id));
      if (!valid || valid.renewed) throw new Error('A session should have been valid, and not due for renewal');
    },
    verbs: (adapter, ids) => adapter.findSessions(ids),
  };
}

/** Users all over the table, but the one with many sessions. */
function users(count: number) {
  return ({ population }: Measured, round: number) =>
    shuffled(spread(count, population.userCount - 1, round)).map((user) => user + 1);
}

const listing: Call<number> = {
  name: 'listSessions, of 10',
  times: times.calls,
  rows: 10,
  keys: users(times.calls),
  async sojourn({ auth, population }, user) {
    const { length } = await auth.listSessions(population.userId(user));
    if (length !== 10) throw new Error(`A user has ${length} sessions instead of 10`);
  },
  verbs: (adapter, [user], { population }) => adapter.listUserSessions(population.userId(user!), new Date()),
};

function creation(settings: Pick<Call<number>, 'name' | 'times' | 'inFlight'>): Call<number> {
  return {
    ...settings,
    rows: 1,
    keys: users(settings.times),
    async sojourn({ auth, population }, user) {
      const { session } = await auth.createSession(population.userId(user), detailsOf(user));
      return session.id;
    },
    async verbs(adapter, [user], { population }) {
      const row = { ...population.newRow(user!, new Date()), id: newId(), userId: population.userId(user!) };
      await adapter.insertSession(row);
      return row.id;
    },
    restore: ({ store }, ids) => store.deleteSessions(ids as string[]),
  };
}

const invalidation: Call<number> = {
  name: 'invalidateUserSessions, of 10',
  times: times.bulk,
  rows: 10,
  keys: users(times.bulk),
  async sojourn({ auth, population }, user) {
    const count = await auth.invalidateUserSessions(population.userId(user));
    if (count !== 10) throw new Error(`${count} sessions were deleted instead of 10`);
    return user;
  },
  async verbs(adapter, [user], { population }) {
    await adapter.deleteUserSessions(population.userId(user!));
    return user;
  },
  restore: ({ store, population }, users) =>
    store.insertSessions((users as number[]).flatMap((user) => population.rowsOfUser(user)).map((number) => population.row(number))),
};

const cleanup: Call<null> = {
  name: 'deleteExpiredSessions, 1,000 rows',
  times: 1,
  alone: true,
  rows: expiredRows,
  async keys({ store, population, way }, round) {
    await insertExpired(store, population, { round, period: 8 * day, series: way === 'sojourn' ? 0 : 1 });
    return [null];
  },
  async sojourn({ auth }) {
    const count = await auth.deleteExpiredSessions({ batchSize: expiredRows });
    if (count !== expiredRows) throw new Error(`${count} rows were deleted instead of ${expiredRows}`);
  },
  async verbs(adapter) {
    const now = new Date();
    // The second time to see that none is left.
    await adapter.deleteExpiredSessions(now, expiredRows);
    await adapter.deleteExpiredSessions(now, expiredRows);
  },
};

export function reads(engine: Engine): Operation<Measured>[] {
  const validations = (['all', 'active'] as const).flatMap((of) => {
    const suffix = of === 'all' ? '' : ', of active ones';
    const together = { name: `validateSession, 16 in one turn${suffix}`, start: 'lock-step', together: inFlight } as const;
    return [
      validation({ name: `validateSession${suffix}`, times: times.calls }, of),
      // The driver for SQLite works in the thread of its caller, one statement after the other.
      ...(engine === 'SQLite'
        ? []
        : [validation({ name: `validateSession, 16 in flight${suffix}`, times: times.flying, inFlight, start: 'staggered' }, of)]),
      validation({ ...together, times: times.together, inFlight }, of),
    ];
  });
  return [...validations.map(operationOf), operationOf(listing)];
}

export function writes(engine: Engine): Operation<Measured>[] {
  const alone = creation({ name: 'createSession', times: times.calls });
  const together = creation({ name: 'createSession, 16 in flight', times: times.creations, inFlight });
  const creations = engine === 'SQLite' ? [alone] : [alone, together];
  return [...creations.map(operationOf), operationOf(invalidation), operationOf(cleanup)];
}
