import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type SqlExecute,
  type SqlStatement,
  betterSqlite3Executor,
  libsqlExecutor,
  mysql2Executor,
  nodeSqliteExecutor,
  pgExecutor,
  pgliteExecutor,
  sqlAdapter,
} from '../../src/adapters/sql/index.js';
import { createAuth } from '../../src/index.js';
import { noon } from '../../src/testing/fixtures.js';
import { rowOf } from '../support/sql-rows.js';

const dialects = ['sqlite', 'postgresql', 'mysql'] as const;

/** An adapter over no database, with the statements that it would run. */
function recording(options: object = {}, rowCount = 1) {
  const statements: SqlStatement[] = [];
  const execute = async (batch: readonly SqlStatement[]) => {
    statements.push(...batch);
    return batch.map(() => ({ rows: [], rowCount }));
  };
  const adapter = sqlAdapter({ dialect: 'sqlite', execute, ...options } as { dialect: 'sqlite'; execute: typeof execute });
  return { adapter, statements };
}

describe('sqlAdapter options', () => {
  test.each([
    ['options', null],
    ['execut', { execut: () => {} }],
    ['dialect', { dialect: 'oracle' }],
    ['dialect', { dialect: undefined }],
    ['execute', { execute: 'SELECT 1' }],
    ['sessionTable', { sessionTable: '' }],
    ['sessionTable', { sessionTable: 'a\0b' }],
    ['sessionTable', { sessionTable: null }],
    ['sessionTable.schema', { sessionTable: { name: 'Session' } }],
    ['table', { userTable: { schema: 'a', name: 'b', table: 'c' } }],
    ['userIdColumn', { userIdColumn: 5 }],
    ['columns', { columns: [] }],
    ['columns.expires', { columns: { expires: 'expires' } }],
    ['columns.id', { columns: { id: 5 } }],
    ['columns.toString', { columns: { toString: 'x' } }],
    ['columns', { columns: { id: 'userId' } }],
    ['userColumns', { userColumns: {} }],
    ['userColumns', { userColumns: ['id'] }],
    ['userColumns.id', { userColumns: { id: false } }],
    ['userColumns', { userColumns: JSON.parse('{"__proto__": "id"}') as object }],
    ['exportColumns', { exportColumns: 'id' }],
    ['exportColumns.mail', { exportColumns: { mail: '' } }],
    ['userIdType', { userIdType: 'uuid' }],
    ['timestampFormat', { timestampFormat: 'unix' }],
    ['timestampFormat', { timestampFormat: 'iso8601', dialect: 'mysql' }],
  ])('a wrong option is refused, naming it: %s %j', (option, options) => {
    const create = () => sqlAdapter((options && { dialect: 'sqlite', execute: () => {}, ...options }) as never);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(`"${option}"`);
  });

  test.each([
    ['pool', pgExecutor],
    ['pool', mysql2Executor],
    ['db', pgliteExecutor],
    ['db', betterSqlite3Executor],
    ['db', nodeSqliteExecutor],
    ['client', libsqlExecutor],
  ])('an executor refuses what is no driver, naming "%s"', (argument, executor) => {
    for (const driver of [undefined, null, 'postgres://', {}, [], () => {}]) {
      const create = () => executor(driver as never);
      expect(create).toThrow(TypeError);
      expect(create).toThrow(`"${argument}"`);
    }
  });

  test('an executor refuses options that it does not have', () => {
    const client = { query: () => {}, end: () => {} } as never;
    expect(() => pgExecutor(client, { prepared: true } as never)).toThrow('"prepared"');
    expect(() => pgExecutor(client, { prepare: 1 } as never)).toThrow('"prepare"');
  });

  test('a pool of callbacks is refused, with what to do', () => {
    const pool = { execute: () => {}, getConnection: () => {}, promise: () => {} };
    expect(() => mysql2Executor(pool as never)).toThrow('pool.promise()');
  });
});

describe('statements', () => {
  test.each(dialects)('hold no value, only marks for each: %s', async (dialect) => {
    const hostile = `'; DROP TABLE "Session"; -- \` "`;
    const { adapter, statements } = recording({ dialect });
    const row = await rowOf('ada');
    const { id, expirationDate, updatedAt } = row;
    const conditions = { now: noon, replaces: hostile } as const;
    await adapter.insertSession({ ...row, userId: hostile, userAgent: hostile, attributes: { [hostile]: hostile } });
    await adapter.insertSession({ ...row, userId: hostile }, { ...conditions, limit: { max: 2, onLimit: 'reject' } });
    await adapter.insertSession({ ...row, userId: hostile }, { ...conditions, limit: { max: 2, onLimit: 'evict-oldest' } });
    await adapter.findSessions([hostile, id]);
    await adapter.renewSession({ id: hostile, from: { expirationDate, updatedAt }, to: { expirationDate, updatedAt } });
    await adapter.rotateSession({ id: hostile, now: noon, to: row });
    await adapter.updateAttributes(hostile, { [hostile]: hostile }, noon);
    await adapter.deleteSession(hostile, hostile);
    await adapter.deleteUserSessions(hostile, hostile);
    await adapter.deleteExpiredSessions(noon, 10);
    await adapter.listUserSessions(hostile, noon);
    await adapter.readUserRecord(hostile);
    for (const { sql, params } of statements) {
      expect(sql).not.toContain('DROP');
      const marks = sql.match(dialect === 'postgresql' ? /\$\d+/g : /\?/g) ?? [];
      expect(marks).toHaveLength(params.length);
      if (dialect === 'postgresql') expect(marks).toEqual(params.map((_, index) => `$${index + 1}`));
      for (const value of params) expect(typeof value === 'object' && value !== null).toBe(false);
    }
  });

  test.each([
    ['sqlite', '`a"b``c`'],
    ['postgresql', '"a""b`c"'],
    ['mysql', '`a"b``c`'],
  ])('quote every name, doubling the quotes within: %s', async (dialect, quoted) => {
    const { adapter, statements } = recording({ dialect, sessionTable: { schema: 'a"b`c', name: 'x' } });
    await adapter.deleteSession('abc');
    expect(statements[0]!.sql).toContain(`DELETE FROM ${quoted}.`);
  });

  test.each([
    ['postgresql', 8, 128],
    // The ids beyond 32 are one value.
    ['sqlite', 7, 1],
  ])('lookups of any number of ids take few texts: %s', async (dialect, texts, values) => {
    const { adapter, statements } = recording({ dialect });
    const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `id${index}`);
    for (let count = 1; count <= 100; count++) await adapter.findSessions(idsOf(count));
    expect(statements).toHaveLength(100);
    expect(new Set(statements.map(({ sql }) => sql)).size).toBe(texts);
    const { params } = statements[99]!;
    expect(params).toHaveLength(values);
    expect(params.length === 1 ? JSON.parse(String(params[0])) : [...new Set(params)]).toEqual(idsOf(100));
  });

  test('no lookup on SQLite has more than the 100 values that D1 and Durable Objects take', async () => {
    const { adapter, statements } = recording();
    for (let count = 1; count <= 100; count++) {
      await adapter.findSessions(Array.from({ length: count }, (_, index) => `id${index}`), { previous: true });
    }
    expect(Math.max(...statements.map(({ params }) => params.length))).toBeLessThanOrEqual(100);
  });

  test('a lookup of no ids asks nothing', async () => {
    const { adapter, statements } = recording();
    expect(await adapter.findSessions([])).toEqual([]);
    expect(statements).toEqual([]);
  });
});

describe('types', () => {
  const execute: SqlExecute = async () => [];
  const dialect = 'postgresql';

  test('follow the type argument, which the options have to fit', () => {
    const plain = createAuth({ adapter: sqlAdapter({ dialect, execute }) });
    expectTypeOf<Validated<typeof plain>>().toEqualTypeOf<{ id: string }>();
    expectTypeOf(plain.listSessions).parameter(0).toEqualTypeOf<string>();

    interface Account {
      id: number;
      email: string | null;
    }
    const userColumns = { id: 'account_no', email: true } as const;
    const accounts = createAuth({ adapter: sqlAdapter<Account>({ dialect, execute, userColumns, userIdType: 'number' }) });
    expectTypeOf<Validated<typeof accounts>>().toEqualTypeOf<Account>();
    expectTypeOf(accounts.listSessions).parameter(0).toEqualTypeOf<number>();

    const members = createAuth({ adapter: sqlAdapter<{ name: string }, bigint>({ dialect, execute, userColumns: { name: true }, userIdType: 'bigint' }) });
    expectTypeOf<Validated<typeof members>>().toEqualTypeOf<{ name: string }>();
    expectTypeOf(members.listSessions).parameter(0).toEqualTypeOf<bigint>();

    // @ts-expect-error the type has a property that no column is named for
    sqlAdapter<Account>({ dialect, execute, userColumns: { id: true }, userIdType: 'number' });
    // @ts-expect-error the type has more than the id, so the columns are needed
    expect(() => sqlAdapter<Account>({ dialect, execute, userIdType: 'number' })).not.toThrow();
    // @ts-expect-error a number is not what userIdType is by default
    sqlAdapter<Account>({ dialect, execute, userColumns });
    // @ts-expect-error the id is no bigint
    sqlAdapter<Account>({ dialect, execute, userColumns, userIdType: 'bigint' });
    // @ts-expect-error a column for a property that the type has not
    sqlAdapter<{ id: string }>({ dialect, execute, userColumns: { id: true, email: true } });
  });
});

type Validated<Auth extends { validateSession(token: string): Promise<{ user: unknown } | null> }> = NonNullable<
  Awaited<ReturnType<Auth['validateSession']>>
>['user'];

describe('user ids', () => {
  const wrong = {
    string: [0, 1n, undefined, null, {}, ['ada'], true],
    number: ['0', 1n, 1.5, Number.NaN, Infinity, 2 ** 53, undefined, null, {}],
    bigint: ['0', 1, 2n ** 63n, -(2n ** 63n) - 1n, undefined, null, {}],
  };

  test.each(Object.entries(wrong))('of another type than %s are refused before any statement', async (userIdType, ids) => {
    for (const dialect of dialects) {
      const { adapter, statements } = recording({ dialect, userIdType });
      for (const id of ids as never[]) {
        const row = { ...(await rowOf('ada')), userId: id };
        const limit = { max: 1, onLimit: 'reject' } as const;
        await expect(adapter.insertSession(row)).rejects.toThrow(TypeError);
        await expect(adapter.insertSession(row, { now: noon, limit })).rejects.toThrow('"userIdType"');
        await expect(adapter.deleteUserSessions(id)).rejects.toThrow('"userIdType"');
        await expect(adapter.listUserSessions(id, noon)).rejects.toThrow('"userIdType"');
        await expect(adapter.readUserRecord(id)).rejects.toThrow('"userIdType"');
        if (id !== undefined) await expect(adapter.deleteSession('abc', id)).rejects.toThrow('"userIdType"');
      }
      expect(statements).toEqual([]);
    }
  });
});

describe('an execute of the app', () => {
  const results = [undefined, null, [], [{}], [{ rows: [] }], [{ rows: [], rowCount: null }], [{ rowCount: 1 }], [{ rows: 5, rowCount: 1 }]];

  test.each(results)('that resolves to %j is a failure, not an answer', async (result) => {
    const adapter = sqlAdapter({ dialect: 'sqlite', execute: async () => result as never });
    await expect(adapter.deleteSession('abc')).rejects.toThrow('"execute"');
    await expect(adapter.findSessions(['abc'])).rejects.toThrow('"execute"');
  });
});

describe('conflicts', () => {
  const conflicts = [
    ['postgresql', { code: '40001' }],
    ['postgresql', { code: '40P01' }],
    ['mysql', { errno: 1213 }],
    ['mysql', { errno: 1020 }],
    ['sqlite', { code: 'SQLITE_BUSY' }],
    ['sqlite', { code: 'SQLITE_BUSY_SNAPSHOT' }],
    ['sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 517 }],
    ['sqlite', { code: 'SQLITE_LOCKED', rawCode: 6 }],
    ['postgresql', { message: 'Failed query', cause: { code: '40001' } }],
  ] as const;

  /** An adapter whose database fails with this error so many times, and counts the attempts. */
  function failing(dialect: string, error: object, times: number) {
    const attempts: (readonly SqlStatement[])[] = [];
    const execute = async (batch: readonly SqlStatement[]) => {
      attempts.push(batch);
      if (attempts.length <= times) throw Object.assign(new Error('failed'), error);
      return batch.map(() => ({ rows: [], rowCount: 1 }));
    };
    return { adapter: sqlAdapter({ dialect: dialect as 'sqlite', execute }), attempts };
  }

  test.each(conflicts)('are tried again: %s %j', async (dialect, error) => {
    const { adapter, attempts } = failing(dialect, error, 2);
    expect(await adapter.deleteSession('abc')).toBe(true);
    expect(attempts).toHaveLength(3);
    expect(new Set(attempts.map(([statement]) => statement!.sql)).size).toBe(1);
  });

  test('are tried again as a whole transaction', async () => {
    const { adapter, attempts } = failing('postgresql', { code: '40P01' }, 2);
    const limit = { max: 2, onLimit: 'evict-oldest' } as const;
    expect(await adapter.insertSession(await rowOf('ada'), { now: noon, limit })).toBe('inserted-evicting');
    expect(attempts.map((batch) => batch.length)).toEqual([4, 4, 4]);
  });

  test('are not tried for ever', async () => {
    const { adapter, attempts } = failing('postgresql', { code: '40001' }, Infinity);
    await expect(adapter.deleteSession('abc')).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toHaveLength(10);
  });

  test.each([
    ['postgresql', { code: 'ECONNRESET' }],
    ['postgresql', { code: '57P01' }],
    ['mysql', { errno: 1205 }],
    ['mysql', { code: 'PROTOCOL_CONNECTION_LOST' }],
    ['sqlite', { code: 'SQLITE_FULL', rawCode: 13 }],
  ])('are all that is tried again: not %s %j', async (dialect, error) => {
    const { adapter, attempts } = failing(dialect, error, 1);
    await expect(adapter.deleteSession('abc')).rejects.toMatchObject(error);
    expect(attempts).toHaveLength(1);
  });
});
