import { describe, expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { namesCredential } from '../../src/export/credentials.js';
import { noon } from '../../src/testing/fixtures.js';

type Sections = Parameters<typeof createAuth>[0]['exports'];

function setUp(exports: Sections = {}, intendedExports: string[] = [], user: object = { name: 'Ada' }) {
  const adapter = memoryAdapter({ loadUser: (id: string) => (id === 'ada' ? { id, ...user } : null) });
  return createAuth({ adapter, exports, intendedExports, now: () => noon });
}

test('gathers user, sessions and sections into one JSON document', async () => {
  const auth = setUp({
    notes: async () => [{ id: 1, text: 'hello' }],
    files: async function* () {
      yield { name: 'a.png' };
      yield { name: 'b.png' };
    },
    tags: (userId) => new Set([`of ${String(userId)}`]),
  });
  const { session } = await auth.createSession('ada', { userAgent: 'Firefox', attributes: { theme: 'dark' } });
  const data = await auth.exportUserData('ada');
  expect(data).toEqual({
    format: 'sojourn.user-data/1',
    exportedAt: noon.toISOString(),
    user: { id: 'ada', name: 'Ada' },
    sessions: [
      {
        ...session,
        createdAt: noon.toISOString(),
        updatedAt: noon.toISOString(),
        authenticatedAt: noon.toISOString(),
        expirationDate: session.expirationDate.toISOString(),
      },
    ],
    notes: [{ id: 1, text: 'hello' }],
    files: [{ name: 'a.png' }, { name: 'b.png' }],
    tags: ['of ada'],
  });
  expect(Object.keys(data)).toEqual(['format', 'exportedAt', 'user', 'sessions', 'notes', 'files', 'tags']);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
});

test('an unknown user is an error of its own', async () => {
  await expect(setUp().exportUserData('eve')).rejects.toMatchObject({ code: 'ERR_USER_NOT_FOUND' });
});

test('a section that fails, at once or half-way, fails the export and is named', async () => {
  const cause = new Error('no table');
  const sections: NonNullable<Sections>[] = [
    { notes: () => Promise.reject(cause) },
    { notes: () => { throw cause; } },
    { notes: async function* () { yield 1; throw cause; } },
  ];
  for (const exports of sections) {
    const failure = setUp(exports).exportUserData('ada');
    await expect(failure).rejects.toMatchObject({ code: 'ERR_EXPORT_SECTION', cause });
    await expect(failure).rejects.toThrow('"notes"');
  }
});

describe('values', () => {
  const exported = async (value: unknown) => (await setUp({ rows: () => [value] }).exportUserData('ada')).rows;

  test.each([
    ['dates', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['unusable dates', new Date(NaN), null],
    ['bigints', 12345678901234567890n, '12345678901234567890'],
    ['bytes', new Uint8Array([1, 2, 255]), 'AQL/'],
    ['buffers', Buffer.from('hi'), 'aGk='],
    ['a part of a buffer', new DataView(new Uint8Array([0, 1, 2, 255]).buffer, 1), 'AQL/'],
    ['numbers as bytes', new Uint16Array([513]), 'AQI='],
    ['array buffers', new Uint8Array([1, 2, 255]).buffer, 'AQL/'],
    ['decimals', { toJSON: () => '1.10' }, '1.10'],
    ['infinity', { n: -Infinity }, { n: '-Infinity' }],
    ['not a number', [NaN], ['NaN']],
    ['lone surrogates', 'a\ud800', 'a\ufffd'],
    ['absent values', { a: undefined, b: [undefined] }, { b: [null] }],
    ['maps', new Map([['a', 1n]]), { a: '1' }],
    ['sets', new Set([1n]), ['1']],
    ['nothing', null, null],
  ])('%s', async (_, value, expected) => {
    expect(await exported(value)).toEqual([expected]);
  });

  test('a key named __proto__ stays a key', async () => {
    const [row] = (await exported(JSON.parse('{"__proto__": {"admin": true}}'))) as object[];
    expect(Object.keys(row!)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  test('the same object twice is no cycle, but a cycle is an error naming the path', async () => {
    const shared = { a: 1 };
    expect(await exported([shared, shared])).toEqual([[shared, shared]]);
    const circular: Record<string, unknown> = {};
    circular.list = [{ circular }];
    const failure = exported(circular);
    await expect(failure).rejects.toMatchObject({ code: 'ERR_EXPORT_VALUE' });
    await expect(failure).rejects.toThrow('"rows[].list[].circular"');
  });

  test('what is nested too deeply is an error', async () => {
    let nested: object = {};
    for (let level = 0; level < 100_000; level++) nested = [nested];
    await expect(exported(nested)).rejects.toMatchObject({ code: 'ERR_EXPORT_VALUE' });
  });

  test('a promise within a row, which somebody forgot to await, is an error naming the path', async () => {
    await expect(exported({ author: Promise.resolve(1) })).rejects.toThrow('a promise at "rows[].author"');
  });

  test('a key with a lone surrogate comes out as text that others can read', async () => {
    expect(await exported({ 'a\ud800': 1 })).toEqual([{ 'a\ufffd': 1 }]);
  });

  test.each([['function', () => 1], ['symbol', Symbol('x')]])('a %s is an error naming the path', async (kind, value) => {
    await expect(exported({ deep: [value] })).rejects.toThrow(`${kind} at "rows[].deep[]"`);
  });
});

describe('credentials', () => {
  test.each([
    'password', 'Password', 'passwordHash', 'PASSWORD_HASH', 'passwd', 'userpassword', 'hash', 'pw_hash', 'emailHash',
    'hashedPassword', 'secret', 'clientSecret', 'totpSecret', 'token', 'accessToken', 'refresh_token', 'apiKey',
    'API-KEY', 'apikey', 'private_key', 'otp', 'otpCode', 'TOTP', 'recoveryCodes', 'backup_codes', 'passphrase',
    'credentials', 'salt', 'pin', 'pwd', 'passkeys', 'secretHash', 'mfa', 'sessionToken2', 'XMLToken',
  ])('%s names one', (key) => {
    expect(namesCredential(key)).toBe(true);
  });

  test.each([
    'name', 'email', 'hashtags', 'laptop', 'shipping', 'spinning', 'opinion', 'compass', 'keyboard', 'publicKeyboard',
    'saltwater', 'author', 'sessions', 'passenger', 'optional', 'id', '', '0', 'code', 'postalCode',
  ])('%s names none', (key) => {
    expect(namesCredential(key)).toBe(false);
  });

  test.each<[string, object, NonNullable<Sections>]>([
    ['user.passwordHash', { passwordHash: 'x' }, {}],
    ['user.passwordHash', { passwordHash: null }, {}],
    ['user.profile.otp', { profile: { otp: '1' } }, {}],
    ['posts[].author.team.apiKey', {}, { posts: () => [{ author: { team: { apiKey: 'k' } } }] }],
    ['posts[].list[][].token', {}, { posts: () => [{ list: [[{ token: 'k' }]] }] }],
    ['secrets', {}, { secrets: () => [] }],
    ['rows[].passwordHash', {}, { rows: () => [new Map([['passwordHash', 'x']])] }],
  ])('%s makes the export fail, naming the path', async (path, user, exports) => {
    const failure = setUp(exports, [], user).exportUserData('ada');
    await expect(failure).rejects.toMatchObject({ code: 'ERR_EXPORT_CREDENTIAL' });
    await expect(failure).rejects.toThrow(`"${path}"`);
    const intended = await setUp(exports, [path], user).exportUserData('ada');
    expect(JSON.stringify(intended)).toContain(path.split('.').at(-1)!);
  });

  test('intending one path does not let others through', async () => {
    const auth = setUp({ notes: () => [{ token: 1, sub: { token: 2 } }] }, ['notes[].token']);
    await expect(auth.exportUserData('ada')).rejects.toThrow('"notes[].sub.token"');
  });

  test('an attribute of a session trips too', async () => {
    const auth = setUp();
    await auth.createSession('ada', { attributes: { oauth: { accessToken: 'x' } } });
    await expect(auth.exportUserData('ada')).rejects.toThrow('"sessions[].attributes.oauth.accessToken"');
  });

  test('the error does not repeat the value', async () => {
    const failure = await setUp({}, [], { password: 'hunter2' }).exportUserData('ada').catch((reason: unknown) => reason);
    expect(String((failure as Error).stack)).not.toContain('hunter2');
  });
});
