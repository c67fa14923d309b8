import { createHmac } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { createClient } from '@libsql/client';
import { describe, expect, test } from 'vitest';
import { libsqlExecutor, pgliteExecutor } from '../../src/adapters/sql/index.js';
import { webSession } from '../../src/integrations/web/index.js';
import {
  type LegacyDelegate,
  type LegacyRow,
  type LegacySessions,
  type SqlRowsOptions,
  authJsSessions,
  betterAuthSessions,
  expressSessions,
  luciaSessions,
  sqlRows,
} from '../../src/legacy/index.js';
import { after } from '../../src/testing/fixtures.js';
import { day, hour, setUp } from '../support/auth.js';
import { FormerTable } from './former-table.js';

const secret = 'the secret of a former library';
const until = after(20 * day);
const token = 'f3Yq0cWmT9sKxR2vLb7NhJ4dGpZ8aEuo';

function signed(text: string, key = secret): string {
  return `${text}.${createHmac('sha256', key).update(text).digest('base64')}`;
}

function tableOf(key: string, row: LegacyRow): FormerTable {
  const table = new FormerTable(key);
  table.add({ [key]: token, ...row });
  return table;
}

function legacyOf(legacy: LegacySessions) {
  return setUp({ legacy }).auth.legacy!;
}

describe('Lucia', () => {
  test.each<[string, unknown, Date]>([
    ['a date', after(hour), after(hour)],
    ['seconds', Math.floor(after(hour).getTime() / 1000), new Date(Math.floor(after(hour).getTime() / 1000) * 1000)],
    ['milliseconds as a bigint', BigInt(after(hour).getTime()), after(hour)],
    ['milliseconds as text', String(after(hour).getTime()), after(hour)],
    ['text in UTC', after(hour).toISOString().replace('T', ' ').replace('Z', ''), after(hour)],
  ])('the end of a session may be %s', async (_, expiresAt, expected) => {
    const legacy = legacyOf(luciaSessions({ rows: tableOf('id', { userId: 'ada', expiresAt }), until }));
    expect((await legacy.exchange(token))!.session.expirationDate).toEqual(expected);
  });

  test('fields may have other names', async () => {
    const rows = tableOf('session_id', { owner: 7, dies: after(hour), born: after(-hour), userId: 'eve', expiresAt: after(9 * day) });
    const fields = { id: 'session_id', userId: 'owner', expiresAt: 'dies', createdAt: 'born' };
    const legacy = legacyOf(luciaSessions({ rows, until, fields }));
    expect((await legacy.exchange(token))!.session).toMatchObject({ userId: 7, expirationDate: after(hour), authenticatedAt: after(-hour) });
  });
});

describe('better-auth', () => {
  const row = { userId: 'ada', expiresAt: after(day), createdAt: after(-hour) };

  test('a cookie with its signature is exchanged', async () => {
    const rows = tableOf('token', row);
    const legacy = legacyOf(betterAuthSessions({ rows, until, secret }));
    const header = `a=b; __Secure-better-auth.session_token=${encodeURIComponent(signed(token))}`;
    expect((await legacy.exchange(legacy.read(header)))!.session).toMatchObject({ userId: 'ada', authenticatedAt: after(-hour) });
    expect(rows.has(token)).toBe(false);
  });

  test('the secret may have changed', async () => {
    const legacy = legacyOf(betterAuthSessions({ rows: tableOf('token', row), until, secret: ['a newer one', secret] }));
    expect(await legacy.exchange(signed(token))).not.toBeNull();
  });

  test.each([
    ['no signature', token],
    ['an empty one', `${token}.`],
    ['that of another secret', signed(token, 'another')],
    ['that of another token', signed(token).replace(/^./, 'g')],
    ['a longer one', `${signed(token)}=`],
    ['nothing before it', signed('')],
  ])('%s is refused, without a look at the table', async (_, value) => {
    const rows = tableOf('token', row);
    expect(await legacyOf(betterAuthSessions({ rows, until, secret })).exchange(value)).toBeNull();
    expect(rows.calls).toEqual([]);
  });

  test.each([undefined, '', [], [''], 7])('the secret %j is refused', (wrong) => {
    const options = { rows: tableOf('token', row), until, secret: wrong as string };
    expect(() => betterAuthSessions(options)).toThrow('"secret" option must be');
  });
});

describe('Auth.js', () => {
  test.each(['authjs', '__Secure-authjs', 'next-auth', '__Secure-next-auth'])('the cookie of %s is exchanged', async (name) => {
    const legacy = legacyOf(authJsSessions({ rows: tableOf('sessionToken', { userId: 'ada', expires: after(day) }), until }));
    expect(await legacy.exchange(legacy.read(`${name}.session-token=${token}`))).not.toBeNull();
  });

  test('a JWT is nothing that could be exchanged', async () => {
    const rows = tableOf('sessionToken', { userId: 'ada', expires: after(day) });
    expect(await legacyOf(authJsSessions({ rows, until })).exchange(`eyJhbGciOiJkaXIi..${'x'.repeat(400)}`)).toBeNull();
    expect(rows.calls).toEqual([]);
  });
});

describe('express-session', () => {
  const cookie = `s:${signed(token).replace(/=+$/, '')}`;
  type Data = { passport?: { user?: string } };
  const userId = (data: Data) => data.passport?.user;
  const rowOf = (data: unknown) => ({ data, expiresAt: after(day) });

  test.each<[string, unknown]>([
    ['text', '{"cookie":{},"passport":{"user":"ada"}}'],
    ['JSON', { cookie: {}, passport: { user: 'ada' } }],
  ])('data may be %s', async (_, data) => {
    const legacy = legacyOf(expressSessions({ rows: tableOf('sid', rowOf(data)), until, secret, userId }));
    expect((await legacy.exchange(legacy.read(`connect.sid=${encodeURIComponent(cookie)}`)))!.session.userId).toBe('ada');
  });

  test.each(['{"cookie":{}}', '{}', 'null', '[]', 'no JSON'])('a visitor with %s keeps cookie and session', async (data) => {
    const rows = tableOf('sid', rowOf(data));
    const { auth, events } = setUp({ legacy: expressSessions({ rows, until, secret, userId }) });
    expect(await auth.legacy!.exchange(cookie)).toBeNull();
    const handle = webSession(auth).handler(async (_, visit) => Response.json(await visit.current()));
    const headers = { cookie: `connect.sid=${encodeURIComponent(cookie)}` };
    const response = await handle(new Request('https://app.example.com/', { headers }));
    expect(await response.json()).toBeNull();
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(rows.has(token)).toBe(true);
    expect(events).toEqual([]);
  });

  test.each([signed(token), `s:${token}`, `j:${signed(token)}`, `s:${signed(token, 'another')}`])('%s is refused', async (value) => {
    const rows = tableOf('sid', rowOf('{"passport":{"user":"ada"}}'));
    expect(await legacyOf(expressSessions({ rows, until, secret, userId })).exchange(value)).toBeNull();
    expect(rows.calls).toEqual([]);
  });

  test('those of a user are found in the data, by a model of a Prisma client', async () => {
    const data = (id: unknown, more = '') => `{"cookie":{},"passport":{"user":${JSON.stringify(id)}}${more}}`;
    const rows = [
      { sid: 'a-session-of-ada', data: data('ad"a') },
      { sid: 'another-of-hers', data: data('ad"a', ',"cart":[1]') },
      { sid: 'one-of-somebody', data: data('bob', ',"friend":"ad\\"a"') },
      { sid: 'one-of-nobody-at-all', data: '{"cookie":{}}' },
    ];
    const model: LegacyDelegate = {
      findFirst: async () => null,
      findMany: async ({ where }) => rows.filter((row) => row.data.includes(where.data!.contains)),
      async deleteMany({ where }) {
        const index = rows.findIndex(({ sid }) => sid === where.sid);
        return { count: rows.splice(index, index === -1 ? 0 : 1).length };
      },
    };
    const { auth } = setUp({ legacy: expressSessions({ rows: model, until, secret, userId }) });
    expect(await auth.invalidateUserSessions('ad"a')).toBe(2);
    expect(rows.map(({ sid }) => sid)).toEqual(['one-of-somebody', 'one-of-nobody-at-all']);
  });

  test('who is the user has to be said', () => {
    const options = { rows: tableOf('sid', {}), until, secret } as unknown as Parameters<typeof expressSessions>[0];
    expect(() => expressSessions(options)).toThrow('"userId" option must be a function of the session\'s data');
  });
});

describe('cookies', () => {
  const rows = tableOf('id', {});

  test.each<[string, string | null]>([
    [`auth_session=${token}`, token],
    [`a=b;auth_session=${token} ; c=d`, token],
    [`auth_session=${token}; auth_session=planted-beside-it`, null],
    ['auth_session=', null],
    ['auth_session=%E0%A4%A', null],
    ['auth_sessions=x', null],
    ['', null],
  ])('of %j, the token is %j', (header, expected) => {
    expect(legacyOf(luciaSessions({ rows, until })).read(header)).toBe(expected);
  });

  test('there may be none', () => {
    const legacy = legacyOf(luciaSessions({ rows, until }));
    expect([legacy.read(null), legacy.read(undefined)]).toEqual([null, null]);
    expect(legacy.clear(undefined)).toEqual([]);
  });

  test('are cleared where they are, with the domain and path that they were set for', () => {
    const legacy = legacyOf(authJsSessions({ rows: tableOf('sessionToken', {}), until, cookie: { domain: 'example.com', path: '/app' } }));
    expect(legacy.clear('authjs.session-token=x; __Secure-next-auth.session-token=y; other=z')).toEqual([
      'authjs.session-token=; Max-Age=0; Path=/app; Domain=example.com; HttpOnly; SameSite=Lax',
      '__Secure-next-auth.session-token=; Max-Age=0; Path=/app; Domain=example.com; HttpOnly; Secure; SameSite=Lax',
    ]);
  });

  test('may have another name', () => {
    const legacy = legacyOf(luciaSessions({ rows, until, cookie: { name: '__Host-login' } }));
    expect(legacy.read(`__Host-login=${token}`)).toBe(token);
    expect(legacy.read(`auth_session=${token}`)).toBeNull();
    expect(legacy.clear(`__Host-login=${token}`)).toEqual(['__Host-login=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax']);
  });
});

describe('a table by the driver', () => {
  const table = `"user""session"`;
  const sql = `CREATE TABLE ${table} ("the id" TEXT PRIMARY KEY, user_id TEXT, expires_at BIGINT)`;
  const row = `INSERT INTO ${table} VALUES ('${token}', 'ada', ${Math.floor(after(day).getTime() / 1000)})`;
  const fields = { id: 'the id', userId: 'user_id', expiresAt: 'expires_at' };

  async function exchanges(options: Pick<SqlRowsOptions, 'dialect' | 'execute'>, json: string): Promise<void> {
    const statement = (text: string) => ({ sql: text, params: [], returnsRows: false });
    await options.execute([statement(sql)]);
    await options.execute([statement(row)]);
    const rows = sqlRows({ ...options, table: 'user"session', key: 'the id' });
    const legacy = legacyOf(luciaSessions({ rows, until, fields }));
    expect(await legacy.exchange(`${token}'--`)).toBeNull();
    expect(await legacy.exchange(token)).toMatchObject({ session: { userId: 'ada' } });
    expect(await rows.find(token)).toBeNull();
    await options.execute([statement(row)]);
    expect([await legacy.removeOfUser('ad%'), await legacy.removeOfUser('ada'), await legacy.removeOfUser('ada')]).toEqual([0, 1, 0]);

    const data = JSON.stringify({ user: 7, friend: 'ada' });
    for (const text of ['DROP TABLE IF EXISTS store', `CREATE TABLE store (sid TEXT PRIMARY KEY, sess ${json}, expire TIMESTAMP)`]) {
      await options.execute([statement(text)]);
    }
    await options.execute([statement(`INSERT INTO store (sid, sess) VALUES ('${token}', '${data}')`)]);
    const store = legacyOf(
      expressSessions<{ user: number }>({
        rows: sqlRows({ ...options, table: 'store', key: 'sid' }),
        until,
        secret,
        fields: { data: 'sess', expiresAt: 'expire' },
        userId: ({ user }) => user,
      }),
    ) as unknown as { removeOfUser(userId: string | number): Promise<number> };
    expect([await store.removeOfUser('ada'), await store.removeOfUser('_'), await store.removeOfUser(7)]).toEqual([0, 0, 1]);
  }

  test('is read and written on SQLite', async () => {
    const client = createClient({ url: ':memory:' });
    await exchanges({ dialect: 'sqlite', execute: libsqlExecutor(client) }, 'TEXT');
    client.close();
  });

  test('is read and written on PostgreSQL', async () => {
    const pglite = await PGlite.create();
    await exchanges({ dialect: 'postgresql', execute: pgliteExecutor(pglite) }, 'JSON');
    await pglite.close();
  });

  test('may be in a schema, and has other quotes on MySQL', async () => {
    const asked: unknown[] = [];
    const execute: SqlRowsOptions['execute'] = async (statements) => {
      asked.push(...statements);
      return [{ rows: [], rowCount: 0 }];
    };
    const rows = sqlRows({ dialect: 'mysql', execute, table: { schema: 'auth', name: 'ses`sion' }, key: 'id' });
    await rows.find(token);
    await rows.removeWhere('id', token);
    await rows.removeWhere('userId', 7);
    await rows.search('data', token);
    expect(asked).toEqual([
      { sql: 'SELECT * FROM `auth`.`ses``sion` WHERE `id` = ?', params: [token], returnsRows: true },
      { sql: 'DELETE FROM `auth`.`ses``sion` WHERE `id` = ?', params: [token], returnsRows: false },
      { sql: 'DELETE FROM `auth`.`ses``sion` WHERE `userId` = CAST(? AS SIGNED)', params: ['7'], returnsRows: false },
      { sql: 'SELECT * FROM `auth`.`ses``sion` WHERE INSTR(CAST(`data` AS CHAR), ?) > 0', params: [token], returnsRows: true },
    ]);
  });

  test.each<[object, string]>([
    [{ dialect: 'oracle' }, '"dialect" must be one of'],
    [{ execute: 'SELECT' }, '"execute" option must be a function'],
    [{ table: '' }, '"table" option must be'],
    [{ table: { name: 'x' } }, '"table" option must be'],
    [{ key: undefined }, '"key" option must be the name of a column'],
    [{ keys: 'id' }, '"keys" is no option of sqlRows'],
  ])('%j is refused', (wrong, message) => {
    const options = { dialect: 'sqlite', execute: async () => [], table: 'session', key: 'id', ...wrong } as unknown as SqlRowsOptions;
    expect(() => sqlRows(options)).toThrow(message);
    expect(() => sqlRows(options)).toThrow(TypeError);
  });
});
