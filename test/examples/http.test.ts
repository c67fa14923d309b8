import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Run, createDatabaseDirectory, examples, runExample } from './example-server.js';
import { createVisitor } from './visitor.js';

const ada = { name: 'Ada <b>', email: 'ada@example.com', password: 'correct horse battery' };
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';

describe.each(examples)('the %s example', (name) => {
  let database: Awaited<ReturnType<typeof createDatabaseDirectory>>;
  let run: Run;
  let origin: string;

  beforeAll(async () => {
    database = await createDatabaseDirectory();
    run = runExample(name, database.env);
    origin = await run.origin;
    const signUp = await createVisitor(origin).post('/signup', ada);
    expect(signUp).toMatchObject({ status: 303 });
  }, 120_000);

  afterAll(async () => {
    await run?.stop();
    await database?.remove();
  });

  async function logIn(userAgent?: string, fields: Record<string, string> = {}) {
    const visitor = createVisitor(origin, userAgent);
    const answer = await visitor.post('/login', { ...ada, ...fields });
    expect(answer.status).toBe(303);
    return { visitor, answer };
  }

  test('stores the password as argon2id and the session as a hash', async () => {
    const { visitor } = await logIn();
    const [user] = await database.query('SELECT * FROM "User"');
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const [token] = visitor.cookies.values();
    const dump = JSON.stringify(await database.query('SELECT * FROM "Session"'));
    expect(dump).toContain(token!.slice(0, 24));
    expect(dump).not.toContain(token!.slice(25));
  });

  test('remembers, or not', async () => {
    const { answer } = await logIn();
    expect(answer.headers.getSetCookie()).toEqual([expect.not.stringContaining('Max-Age')]);
    const { answer: remembered } = await logIn(undefined, { remember: 'yes' });
    expect(remembered.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=604800')]);
    expect(remembered.headers.get('cache-control')).toBe('no-store');
  });

  test('answers an unknown user and a wrong password alike, and clearly', async () => {
    const visitor = createVisitor(origin);
    const wrong = await visitor.post('/login', { ...ada, password: 'wrong' });
    const unknown = await visitor.post('/login', { email: 'nobody@example.com', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toContain('role="alert"');
    expect(unknown.status).toBe(401);
    expect(unknown.body.replace('nobody@example.com', ada.email)).toBe(wrong.body);
    expect(visitor.cookies.size).toBe(0);
  });

  test('says what is wrong with a sign-up, and escapes what it repeats', async () => {
    const visitor = createVisitor(origin);
    const taken = await visitor.post('/signup', { ...ada, email: 'ADA@example.com' });
    expect(taken.status).toBe(422);
    expect(taken.body).toContain('There is an account with this email already');
    expect(taken.body).toContain('Ada &lt;b&gt;');
    expect(taken.body).not.toContain('Ada <b>');
    expect(taken.body).not.toContain(ada.password);
    expect((await visitor.post('/signup', {})).body).toContain('Enter your name');
  });

  test('lists the sessions and ends one, or all others, at once', async () => {
    await database.query('DELETE FROM "Session"');
    const { visitor: here } = await logIn();
    const { visitor: there } = await logIn(phone);
    const { visitor: elsewhere } = await logIn();
    const page = (await here.get('/sessions')).body;
    expect(page.match(/This one/g)).toHaveLength(1);
    expect(page).toContain('Firefox on Linux');
    expect(page).toContain('Safari on iPhone');
    expect(page).toContain('127.0.0.1');

    const [token] = there.cookies.values();
    await here.post('/sessions/end', { id: token!.slice(0, 24) });
    expect((await there.get('/sessions')).headers.get('location')).toContain('/login');
    expect((await elsewhere.get('/sessions')).status).toBe(200);

    await here.post('/sessions/end-others');
    expect((await elsewhere.get('/sessions')).status).toBe(303);
    expect((await here.get('/sessions')).body).toContain('You are logged in nowhere else');
    for (const id of ['', 'x', '%', token!]) {
      expect([400, 303]).toContain((await here.post('/sessions/end', { id })).status);
    }
    expect((await here.get('/sessions')).status).toBe(200);
  });

  test('cannot end another user\'s session', async () => {
    const { visitor } = await logIn();
    const [token] = visitor.cookies.values();
    const eve = createVisitor(origin);
    await eve.post('/signup', { name: 'Eve', email: `eve@${name}.example`, password: 'another long password' });
    await eve.post('/sessions/end', { id: token!.slice(0, 24) });
    expect((await visitor.get('/sessions')).status).toBe(200);
  });

  test('refuses the old cookie after logout', async () => {
    const { visitor } = await logIn();
    const [[cookieName, token] = ['', '']] = visitor.cookies;
    await visitor.post('/logout');
    expect(visitor.cookies.size).toBe(0);
    const replay = await visitor.get('/sessions', { cookie: `${cookieName}=${token}` });
    expect(replay.status).toBe(303);
    expect(replay.headers.get('location')).toContain('/login');
  });

  test('refuses what changes or exports from another origin, and by GET', async () => {
    const { visitor } = await logIn();
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const path of ['/logout', '/export', '/account/delete', '/sessions/end', '/sessions/end-others', '/notes', '/login', '/signup']) {
      for (const headers of foreign) {
        const answer = await visitor.post(path, {}, headers);
        expect([path, headers, answer.status]).toEqual([path, headers, 403]);
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
    }
    for (const path of ['/logout', '/export', '/sessions/end', '/sessions/end-others']) {
      expect((await visitor.get(path)).status).toBe(405);
    }
    expect((await visitor.get('/sessions')).status).toBe(200);
  });

  test('a session that is renewed by use gets its cookie again, which no cache may keep', async () => {
    const { visitor } = await logIn(undefined, { remember: 'yes' });
    const [token] = visitor.cookies.values();
    const earlier = new Date(Date.now() - 10 * 60_000).toISOString().replace('Z', '+00:00');
    await database.query(`UPDATE "Session" SET "createdAt" = '${earlier}', "updatedAt" = '${earlier}' WHERE "id" = '${token!.slice(0, 24)}'`);
    expect((await visitor.get('/styles.css')).headers.getSetCookie()).toEqual([]);
    const renewed = await visitor.get('/sessions');
    expect(renewed.headers.getSetCookie()).toEqual([expect.stringMatching(`=${token}; Max-Age=604[78]`)]);
    expect(renewed.headers.get('cache-control')).toContain('no-store');
    expect(renewed.headers.get('vary')).toMatch(/\bcookie\b/i);
    expect((await visitor.get('/sessions')).headers.getSetCookie()).toEqual([]);
  });

  test('what caches may keep never holds a cookie, whoever asks', async () => {
    const { visitor } = await logIn();
    const [[cookieName, token] = ['', '']] = visitor.cookies;
    await visitor.post('/logout');
    for (const path of ['/styles.css', '/download.js', '/icon.svg']) {
      const answer = await visitor.get(path, { cookie: `${cookieName}=${token}` });
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  test('answers HEAD as GET, without the page, and OPTIONS without doing anything', async () => {
    const { visitor } = await logIn();
    const head = await visitor.send('/sessions', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const path of ['/sessions', '/logout', '/export']) {
      const options = await visitor.send(path, { method: 'OPTIONS' });
      expect([204, 405]).toContain(options.status);
      expect(options.headers.getSetCookie()).toEqual([]);
      expect(options.body).not.toContain(ada.email);
    }
    expect((await visitor.get('/sessions')).status).toBe(200);
  });

  test('refuses a cookie header of 64 KB, and goes on', async () => {
    const { visitor } = await logIn();
    const answer = await createVisitor(origin).get('/sessions', { cookie: `a=${'x'.repeat(64 * 1024)}` });
    expect(answer.status).toBe(431);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await visitor.get('/sessions')).status).toBe(200);
  });

  test('answers 404 and 413 with pages of its own', async () => {
    const visitor = createVisitor(origin);
    expect((await visitor.get('/nowhere')).status).toBe(404);
    expect((await visitor.post('/login', { email: 'x'.repeat(100_000) })).status).toBe(413);
  });

  test('in an outage answers 503 and keeps the cookie', async () => {
    const { visitor } = await logIn();
    await database.query('ALTER TABLE "Session" RENAME TO "Away"');
    try {
      for (const answer of [await visitor.get('/'), await visitor.get('/sessions'), await visitor.post('/logout'), await visitor.post('/export')]) {
        expect(answer.status).toBe(503);
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
      expect((await createVisitor(origin).post('/login', ada)).status).toBe(503);
    } finally {
      await database.query('ALTER TABLE "Away" RENAME TO "Session"');
    }
    expect((await visitor.get('/sessions')).status).toBe(200);
  });

  test('restarted, keeps its data and its sessions', async () => {
    const { visitor } = await logIn();
    expect(await run.stop()).toBe(0);
    run = runExample(name, { ...database.env, PORT: new URL(origin).port });
    expect(await run.origin).toBe(origin);
    expect((await visitor.get('/sessions')).status).toBe(200);
    expect(run.output()).not.toMatch(/Error|at .*:\d+:\d+/);
  });
});
