import { isDeepStrictEqual } from 'node:util';
import type { SessionRow, ValidSession } from '../../../src/index.js';
import type { InsertConditions } from '../../../src/storage/storage-adapter.js';
import { after, makeRow, noon } from '../../../src/testing/fixtures.js';
import { createToken } from '../../../src/session/token.js';
import type { Caller } from './lane.js';
import type { Adapter, FaultStorage } from './storage.js';

type Row = SessionRow<string>;

/** One call, prepared: what it has to work on is stored. */
export interface Scene {
  userId: string;
  run(caller: Caller): Promise<unknown>;
  /** Whether all that the call is to do is done. */
  isWhole(rows: Row[], before: Row[]): boolean;
  /** Whether the call may give this value when the second reader sees these rows. */
  isRight(value: unknown, rows: Row[], before: Row[]): boolean;
}

export interface Operation {
  name: string;
  /** It ends with a COMMIT, so that the faults at its last request are those before and after that. */
  inTransaction?: boolean;
  prepare(userId: string, direct: Adapter): Promise<Scene>;
}

const hour = 3_600_000;
const unchanged = (rows: Row[], before: Row[]) => isDeepStrictEqual(rows, before);
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();

async function row(userId: string, values: Partial<Row> = {}): Promise<Row> {
  return (await makeRow(userId, values)) as Row;
}

async function store(direct: Adapter, userId: string, values: Partial<Row> = {}): Promise<Row> {
  const stored = await row(userId, values);
  const outcome = await direct.insertSession(stored);
  if (outcome !== 'inserted') throw new Error(`insertSession answered ${outcome}`);
  return stored;
}

/** So many sessions, the oldest first. */
async function storeSeveral(direct: Adapter, userId: string, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let age = count; age > 0; age--) {
    const createdAt = after(-age * 60_000);
    rows.push(await store(direct, userId, { createdAt }));
  }
  return rows;
}

/** An insert under conditions, by the adapter, since its outcome says more than the core passes on. */
function insertion(
  name: string,
  sessions: number,
  conditionsFor: (rows: Row[]) => InsertConditions,
  expected: { outcome: string; gone: (rows: Row[]) => Row[] },
): Operation {
  return {
    name,
    async prepare(userId, direct) {
      const stored = await storeSeveral(direct, userId, sessions);
      const added = await row(userId);
      const gone = expected.gone(stored);
      const isWhole = (rows: Row[], before: Row[]) => {
        if (expected.outcome === 'limit-reached') return unchanged(rows, before);
        const left = before.filter(({ id }) => !gone.some((each) => each.id === id));
        return isDeepStrictEqual(rows, [...left, added].sort((one, other) => (one.id < other.id ? -1 : 1)));
      };
      return {
        userId,
        run: ({ storage, adapter }) => storage('createSession', () => adapter.insertSession(added, conditionsFor(stored))),
        isWhole,
        isRight: (value, rows, before) => value === expected.outcome && isWhole(rows, before),
      };
    },
  };
}

function validation(name: string, values: Partial<Row>, renewal: 'due' | 'not due'): Operation {
  return {
    name,
    async prepare(userId, direct) {
      const { token, id, secretHash } = await createToken();
      await store(direct, userId, { id, secretHash, ...values });
      const isRenewed = (rows: Row[], before: Row[]) =>
        isDeepStrictEqual(rows, [{ ...before[0], updatedAt: noon, expirationDate: after(hour) }]);
      return {
        userId,
        run: ({ auth }) => auth.validateSession(token),
        isWhole: renewal === 'due' ? isRenewed : unchanged,
        isRight(value, rows, before) {
          const valid = value as ValidSession<{ id: string }, string, object> | null;
          if (valid?.session.id !== id || valid.user.id !== userId) return false;
          // Whether a renewal that failed took effect is unknown, so `false` claims nothing.
          return valid.renewed ? renewal === 'due' && isRenewed(rows, before) : true;
        },
      };
    },
  };
}

/** An operation on the first of three sessions, or on all. */
function onThree(
  name: string,
  make: (rows: [Row, Row, Row], userId: string) => Omit<Scene, 'userId'>,
): Operation {
  return {
    name,
    async prepare(userId, direct) {
      const rows = (await storeSeveral(direct, userId, 3)) as [Row, Row, Row];
      return { userId, ...make(rows, userId) };
    },
  };
}

const inEveryStorage: Operation[] = [
  onThree('createSession', (_, userId) => {
    const added = (rows: Row[], before: Row[]) => rows.filter(({ id }) => before.every((each) => each.id !== id));
    const isWhole = (rows: Row[], before: Row[]) => {
      const [first, ...more] = added(rows, before);
      const { secretHash, ...session } = first ?? {};
      return (
        rows.length === before.length + 1 &&
        more.length === 0 &&
        /^sha256:[\w-]{43}$/.test(String(secretHash)) &&
        isDeepStrictEqual(session, {
          id: first?.id,
          userId,
          createdAt: noon,
          updatedAt: noon,
          authenticatedAt: noon,
          expirationDate: after(hour),
          remember: true,
          ipAddress: '192.0.2.1',
          userAgent: 'curl/8',
          attributes: { role: 'admin' },
          pending: null,
          previousId: null,
          previousHash: null,
          previousUntil: null,
        })
      );
    };
    return {
      run: ({ auth }) =>
        auth.createSession(userId, { ipAddress: '192.0.2.1', userAgent: 'curl/8', attributes: { role: 'admin' } }),
      isWhole,
      isRight(value, rows, before) {
        const { session } = value as { session: { id: string } };
        return isWhole(rows, before) && added(rows, before)[0]?.id === session.id;
      },
    };
  }),

  insertion(
    'insertSession at the limit, evicting',
    3,
    () => ({ now: noon, limit: { max: 3, onLimit: 'evict-oldest' } }),
    { outcome: 'inserted-evicting', gone: ([oldest]) => [oldest!] },
  ),

  insertion(
    'insertSession below the limit',
    2,
    () => ({ now: noon, limit: { max: 3, onLimit: 'reject' } }),
    { outcome: 'inserted', gone: () => [] },
  ),

  insertion(
    'insertSession at the limit, refused',
    3,
    () => ({ now: noon, limit: { max: 3, onLimit: 'reject' } }),
    { outcome: 'limit-reached', gone: () => [] },
  ),

  insertion(
    'insertSession in the place of another',
    3,
    ([, second]) => ({ now: noon, replaces: second!.id }),
    { outcome: 'inserted', gone: ([, second]) => [second!] },
  ),

  validation('validateSession', {}, 'not due'),

  validation(
    'validateSession when renewal is due',
    { createdAt: after(-hour / 2), updatedAt: after(-hour / 2), expirationDate: after(hour / 2) },
    'due',
  ),

  onThree('updateSession', ([target]) => {
    const attributes = { theme: 'dark', depth: [1, 2, 3] };
    const isWhole = (rows: Row[], before: Row[]) =>
      isDeepStrictEqual(rows, before.map((each) => (each.id === target.id ? { ...each, attributes } : each)));
    return {
      run: ({ auth }) => auth.updateSession(target.id, { attributes }),
      isWhole,
      isRight: (value, rows, before) =>
        isWhole(rows, before) && isDeepStrictEqual((value as Row | null)?.attributes, attributes),
    };
  }),

  onThree('rotateSession', ([target]) => {
    const former = { previousId: target.id, previousHash: target.secretHash, previousUntil: after(60_000) };
    const to = { id: '', secretHash: '', updatedAt: noon, expirationDate: after(2 * hour), ...former };
    const isWhole = (rows: Row[], before: Row[]) =>
      isDeepStrictEqual(
        rows,
        before
          .map((each) => (each.id === target.id ? { ...each, ...to } : each))
          .sort((one, other) => (one.id < other.id ? -1 : 1)),
      );
    return {
      async run({ storage, adapter }) {
        const { id, secretHash } = await createToken();
        Object.assign(to, { id, secretHash });
        return storage('renewSession', () => adapter.rotateSession({ id: target.id, now: noon, to }));
      },
      isWhole,
      isRight: (value, rows, before) => value === 'rotated' && isWhole(rows, before),
    };
  }),

  onThree('invalidateSession', ([target], userId) => {
    const isWhole = (rows: Row[], before: Row[]) => unchanged(rows, before.filter(({ id }) => id !== target.id));
    return {
      run: ({ auth }) => auth.invalidateSession(target.id, { userId }),
      isWhole,
      isRight: (value, rows, before) => value === true && isWhole(rows, before),
    };
  }),

  onThree('invalidateUserSessions', ([kept], userId) => {
    const isWhole = (rows: Row[], before: Row[]) => unchanged(rows, before.filter(({ id }) => id === kept.id));
    return {
      run: ({ auth }) => auth.invalidateUserSessions(userId, { except: kept.id }),
      isWhole,
      isRight: (value, rows, before) => value === 2 && isWhole(rows, before),
    };
  }),

  onThree('listSessions', (stored, userId) => ({
    run: ({ auth }) => auth.listSessions(userId),
    isWhole: unchanged,
    isRight: (value, rows) => isDeepStrictEqual(ids(value as Row[]), ids(stored)) && rows.length === stored.length,
  })),

  onThree('eraseUserData', (stored, userId) => {
    const isWhole = (rows: Row[]) => rows.length === 0;
    return {
      // The core counts first, which is a call of its own.
      run: ({ storage, adapter }) => storage('eraseUserData', () => adapter.eraseUser!(userId, { dryRun: false, timeout: 20_000 })),
      isWhole,
      isRight: (value, rows) => isDeepStrictEqual(value, { sessions: stored.length, user: 1 }) && isWhole(rows),
    };
  }),

  onThree('exportUserData', (stored, userId) => ({
    run: ({ auth }) => auth.exportUserData(userId),
    isWhole: unchanged,
    isRight(value) {
      const { user, sessions } = value as { user: { id: string }; sessions: Row[] };
      return user.id === userId && isDeepStrictEqual(ids(sessions), ids(stored));
    },
  })),
];

function cleanup({ expiresByItself }: FaultStorage): Operation {
  return {
    name: 'deleteExpiredSessions',
    async prepare(userId, direct) {
      for (const minutes of [1, 2, 3]) await store(direct, userId, { expirationDate: after(-minutes * 60_000) });
      const live = await store(direct, userId);
      const isWhole = (rows: Row[], before: Row[]) =>
        unchanged(rows, expiresByItself ? before : before.filter(({ id }) => id === live.id));
      return {
        userId,
        run: ({ auth }) => auth.deleteExpiredSessions(),
        isWhole,
        isRight: (value, rows, before) => value === (expiresByItself ? 0 : 3) && isWhole(rows, before),
      };
    },
  };
}

export function operations(storage: FaultStorage): Operation[] {
  const all = [...inEveryStorage, cleanup(storage)];
  return all.map((operation) => ({ ...operation, inTransaction: storage.transactions?.includes(operation.name) ?? false }));
}
