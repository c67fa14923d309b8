import { afterEach, describe, expect, test } from 'vitest';
import { minute, setUp as setUpAuth } from '../support/auth.js';
import { integrations, serveApp } from '../support/apps/index.js';

describe.each(integrations)('%s', (integration) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  async function setUp() {
    const made = setUpAuth();
    const app = await serveApp(integration, made.auth);
    open.push(app);
    const { cookies: jar, get, post } = app.createBrowser();
    const names = { session: made.auth.cookie.name, pending: made.auth.pendingCookie.name };
    return { ...made, jar, names, get, post };
  }

  test('a login that waits for a second factor sets its own cookie, and is nobody\'s session', async () => {
    const { jar, names, get, post, auth } = await setUp();
    const answer = await post('/begin');
    expect([...jar.keys()]).toEqual([names.pending]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.setCookie).toEqual([expect.stringMatching(/^__Host-session-pending=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)]);
    expect((await get('/')).body).toBe('undefined');
    expect((await get('/pending')).body).toBe('ada second-factor');
    // Nor is it one in the cookie of sessions.
    jar.set(names.session, jar.get(names.pending)!);
    expect((await get('/')).body).toBe('undefined');
    expect(await auth.listSessions('ada')).toEqual([]);
  });

  test('once complete the user is signed in with another token, and the pending cookie is gone', async () => {
    const { jar, names, get, post, auth } = await setUp();
    await post('/begin');
    const before = jar.get(names.pending)!;
    expect((await post('/complete')).body).toBe('ada ada');
    expect([...jar.keys()]).toEqual([names.session]);
    expect(jar.get(names.session)).not.toBe(before);
    expect((await get('/')).body).toBe('ada');
    expect(await auth.listSessions('ada')).toMatchObject([{ remember: true, attributes: { theme: 'dark' } }]);
    jar.set(names.pending, before);
    expect((await post('/complete')).body).toBe('null');
    expect((await get('/pending')).body).toBe('null');
  });

  test('a session of the browser stays until then, and ends then', async () => {
    const { get, post, auth } = await setUp();
    await post('/login?user=bob');
    await post('/begin');
    expect((await get('/')).body).toBe('bob');
    await post('/complete');
    expect((await get('/')).body).toBe('ada');
    expect(await auth.listSessions('bob')).toEqual([]);
  });

  test('a login that waited too long is not completed', async () => {
    const { clock, get, post } = await setUp();
    await post('/begin');
    clock.advance(10 * minute);
    expect((await get('/pending')).body).toBe('null');
    expect((await post('/complete')).body).toBe('null');
  });

  test('a request from another origin begins and completes nothing', async () => {
    const { post, jar } = await setUp();
    await post('/begin');
    jar.delete('__Host-session');
    for (const path of ['/begin', '/complete', '/reauthenticate']) {
      expect(await post(path, { origin: 'https://evil.example' })).toMatchObject({ status: 403, body: 'ERR_ORIGIN', setCookie: [] });
    }
  });

  test('a new proof of who it is gives the session a new token and time', async () => {
    const { jar, names, clock, get, post, auth, events } = await setUp();
    await post('/login?user=bob');
    const before = jar.get(names.session)!;
    clock.advance(5 * minute);
    expect((await post('/reauthenticate')).body).toBe('bob true');
    const [session] = await auth.listSessions('bob');
    expect(session!.authenticatedAt).toEqual(clock.time);
    expect(jar.get(names.session)!.split('.')[0]).toBe(session!.id);
    expect((await get('/')).body).toBe('bob');
    expect(events).toContainEqual(expect.objectContaining({ type: 'session.rotated', reauthenticated: true, ipAddress: '127.0.0.1' }));
    jar.set(names.session, before);
    expect((await get('/')).body).toBe('undefined');
    expect(await post('/reauthenticate')).toMatchObject({ status: 401, body: 'ERR_UNAUTHENTICATED' });
  });

  test('events tell where a request came from, and why a session ended', async () => {
    const { jar, names, get, post, events } = await setUp();
    await post('/login?user=bob');
    jar.set('other', 'x');
    expect((await post('/logout')).body).toBe('true null');
    expect(events.at(-1)).toMatchObject({ type: 'session.invalidated', userId: 'bob', reason: 'logout', ipAddress: '127.0.0.1' });
    jar.set(names.session, 'nonsense');
    await get('/');
    expect(events.at(-1)).toMatchObject({ type: 'session.rejected', reason: 'malformed', ipAddress: '127.0.0.1' });
  });
});
