import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type AuthEvent, SojournError, type StorageAdapter, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { hashSecret } from '../../src/session/token.js';
import { setUp } from '../support/auth.js';

/** An adapter whose every verb fails with an error that quotes what it was given, as databases do. */
function failing(make: (args: unknown[]) => unknown): StorageAdapter<{ id: string }, string> {
  return new Proxy(memoryAdapter<{ id: string }, string>(), {
    get:
      () =>
      (...args: unknown[]) =>
        Promise.reject(make(args)),
  });
}

const calls: [string, (auth: ReturnType<typeof setUp>['auth'], token: string) => Promise<unknown>][] = [
  ['createSession', (auth) => auth.createSession('ada')],
  ['validateSession', (auth, token) => auth.validateSession(token)],
  ['rotateSession', (auth, token) => auth.rotateSession(token)],
  ['reauthenticate', (auth, token) => auth.reauthenticate(token)],
  ['validatePendingSession', (auth, token) => auth.validatePendingSession(token)],
  ['completePendingSession', (auth, token) => auth.completePendingSession(token)],
  ['invalidateSession', (auth, token) => auth.invalidateSession(token.slice(0, 24))],
  ['invalidateUserSessions', (auth) => auth.invalidateUserSessions('ada')],
  ['listSessions', (auth) => auth.listSessions('ada')],
  ['updateSession', (auth, token) => auth.updateSession(token.slice(0, 24), { attributes: {} })],
  ['deleteExpiredSessions', (auth) => auth.deleteExpiredSessions()],
  ['exportUserData', (auth) => auth.exportUserData('ada')],
  ['eraseUserData', (auth) => auth.eraseUserData('ada')],
];

test.each(calls)('%s rejects with ERR_STORAGE and the cause when storage fails', async (operation, call) => {
  const { token } = await setUp().auth.createSession('ada');
  const cause = Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
  const { auth, events } = setUp({ adapter: failing(() => cause) });
  const error = await call(auth, token).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SojournError);
  expect(error).toMatchObject({ code: 'ERR_STORAGE', status: 503, message: `Storage failed during ${operation}`, cause });
  expect(events).toMatchObject([{ type: 'storage.failed', operation, error }]);
});

test('an adapter that throws at once, or throws what is no error, fails in the same way', async () => {
  const throwing = { ...memoryAdapter(), listUserSessions: () => { throw 'down'; } };
  await expect(createAuth({ adapter: throwing }).listSessions('ada')).rejects.toMatchObject({ code: 'ERR_STORAGE', cause: 'down' });
});

test('nothing that comes out of a failure holds a token or hash, however the cause hides it', async () => {
  let hash = '';
  const hide: ((row: { secretHash: string }) => unknown)[] = [
    (row) => new Error(`Failing row contains (${JSON.stringify(row)})`),
    (row) => Object.assign(new Error('failed'), { detail: `Key ${row.secretHash}` }),
    (row) => Object.assign(new Error('failed'), { meta: { args: [{ data: row }] } }),
    (row) => new Error('failed', { cause: new Error(row.secretHash) }),
    (row) => Object.defineProperty(new Error('failed'), 'hidden', { value: row, enumerable: false }),
    (row) => new AggregateError([new Error(row.secretHash)], 'failed'),
    (row) => row.secretHash,
    (row) => ({ [Symbol('row')]: row }),
    (row) => ({ [row.secretHash]: 1 }),
    (row) => Object.assign(new Error('failed'), { filler: Array.from({ length: 600 }, () => ({})), row }),
  ];
  for (const make of hide) {
    const printed: unknown[] = [];
    const auth = createAuth({
      adapter: failing(([row]) => {
        ({ secretHash: hash } = row as { secretHash: string });
        return make(row as { secretHash: string });
      }),
      onEvent: (event: AuthEvent) => void printed.push(event),
    });
    printed.push(await auth.createSession('ada').catch((reason: unknown) => reason));
    const text = inspect(printed, { showHidden: true, depth: Infinity, maxArrayLength: null }) + JSON.stringify(printed);
    expect(text).toContain('ERR_STORAGE');
    expect(text).not.toContain(hash);
    expect(text).not.toContain(hash.slice('sha256:'.length));
  }
});

test('a cause that was cleaned keeps its name, code and message', async () => {
  const auth = createAuth({
    adapter: failing(([row]) =>
      Object.assign(new RangeError(`bad value ${(row as { secretHash: string }).secretHash} in column 2`), { code: '22001' }),
    ),
  });
  const { cause } = (await auth.createSession('ada').catch((reason: unknown) => reason)) as { cause: Error };
  expect(cause).toMatchObject({ name: 'RangeError', code: '22001', message: 'bad value [redacted] in column 2' });
});

test('a listener that throws, at once or later, changes nothing', async () => {
  for (const onEvent of [() => { throw new Error('listener'); }, () => Promise.reject(new Error('listener'))]) {
    const auth = createAuth({ adapter: memoryAdapter(), onEvent });
    const { token } = await auth.createSession('ada');
    expect(await auth.validateSession(token)).not.toBeNull();
    expect(await auth.validateSession('x')).toBeNull();
  }
});

test('events and sessions hold neither secret nor hash', async () => {
  const { auth, events, clock } = setUp();
  const { token, session } = await auth.createSession('ada');
  clock.advance(86_400_000);
  const seen = [
    await auth.validateSession(token),
    await auth.listSessions('ada'),
    await auth.updateSession(session.id, { attributes: {} }),
    await auth.exportUserData('ada'),
    await auth.invalidateSession(session.id, { userId: 'ada' }),
    await auth.invalidateUserSessions('ada'),
    session,
    events,
  ];
  expect(events.map(({ type }) => type)).toEqual([
    'session.created',
    'session.renewed',
    'user-data.exported',
    'session.invalidated',
    'sessions.invalidated',
  ]);
  const secret = token.slice(25);
  const text = inspect(seen, { showHidden: true, depth: Infinity });
  expect(text).toContain(session.id);
  for (const canary of [secret, await hashSecret(secret)]) expect(text).not.toContain(canary);
});
