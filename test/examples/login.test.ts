import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Run, createDatabaseDirectory, different, runExample } from './example-server.js';
import { beginSecondFactor, codeOf, forgetLastCode, turnOnSecondFactor } from './second-factor.js';
import { createVisitor } from './visitor.js';

const password = 'correct horse battery';
const longAgo = '2020-01-01T00:00:00.000+00:00';

describe.each(different)('logging in to the %s example', (name) => {
  let database: Awaited<ReturnType<typeof createDatabaseDirectory>>;
  let run: Run;
  let origin: string;
  let users = 0;

  beforeAll(async () => {
    database = await createDatabaseDirectory();
    run = runExample(name, database.env);
    origin = await run.origin;
  }, 120_000);

  afterAll(async () => {
    await run?.stop();
    await database?.remove();
  });

  /** A user of one test, logged in, so that no test uses up the limits of another. */
  async function signUp() {
    const email = `user-${++users}@example.com`;
    const visitor = createVisitor(origin);
    expect((await visitor.post('/signup', { name: 'User', email, password })).status).toBe(303);
    return { email, visitor };
  }

  async function logIn(email: string, typed = password) {
    const visitor = createVisitor(origin);
    const answer = await visitor.post('/login', { email, password: typed });
    return { visitor, answer };
  }

  /** Where a visitor is sent who asks for a page of a user; `null` if they are shown it. */
  async function refusal(visitor: ReturnType<typeof createVisitor>, cookie?: string): Promise<string | null> {
    const answer = await visitor.get('/sessions', cookie ? { cookie } : {});
    return answer.status === 200 ? null : answer.headers.get('location');
  }

  async function makeStale(visitor: ReturnType<typeof createVisitor>): Promise<void> {
    const [id] = visitor.cookies.get('session')!.split('.');
    const elevenMinutesAgo = new Date(Date.now() - 11 * 60 * 1000).toISOString().replace('Z', '+00:00');
    await database.query(`UPDATE "Session" SET "authenticatedAt" = '${elevenMinutesAgo}' WHERE "id" = '${id}'`);
  }

  describe('limits', () => {
    test('a login is refused after five wrong passwords, with 429 and Retry-After, and no other account is', async () => {
      const { email } = await signUp();
      const { email: other } = await signUp();
      for (let attempt = 1; attempt <= 5; attempt++) expect((await logIn(email, 'wrong')).answer.status).toBe(401);
      const { answer, visitor } = await logIn(email);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(15 * 60);
      expect(answer.body).toContain('Too many attempts');
      expect(answer.body).toMatch(/Try again in 1\d minutes/);
      expect(visitor.cookies.size).toBe(0);
      expect((await logIn(other)).answer.status).toBe(303);
    });

    test('right passwords count towards no limit', async () => {
      const { email } = await signUp();
      for (let attempt = 1; attempt <= 7; attempt++) expect((await logIn(email)).answer.status).toBe(303);
    });

    test('an account that is not there is refused in the same way', async () => {
      const email = `nobody@${name}.example`;
      for (let attempt = 1; attempt <= 5; attempt++) expect((await logIn(email, 'wrong')).answer.status).toBe(401);
      expect((await logIn(email, 'wrong')).answer.status).toBe(429);
    });

    test('codes are refused after five wrong ones, also with a new login', async () => {
      const { email, visitor } = await signUp();
      const key = await turnOnSecondFactor(visitor);
      await forgetLastCode(database, email);
      const { visitor: guesser } = await logIn(email);
      for (let attempt = 1; attempt <= 5; attempt++) {
        expect((await guesser.post('/login/code', { code: 'wrong' })).status).toBe(401);
      }
      const { visitor: again } = await logIn(email);
      const answer = await again.post('/login/code', { code: codeOf(key) });
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(again.cookies.has('session')).toBe(false);
    });

    test('the password of somebody logged in is refused after five wrong ones, wherever it is asked', async () => {
      const { visitor } = await signUp();
      const fields = { current: 'wrong', password: 'another long password' };
      for (let attempt = 1; attempt <= 4; attempt++) {
        expect((await visitor.post('/account/password', fields)).status).toBe(422);
      }
      expect((await visitor.post('/confirm', { password: 'wrong' })).status).toBe(422);
      expect((await visitor.post('/confirm', { password })).status).toBe(429);
      expect((await visitor.post('/account/password', { ...fields, current: password })).status).toBe(429);
    });
  });

  describe('passwords', () => {
    test('a hash made with less work is replaced at the next login', async () => {
      const { email } = await signUp();
      const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
      const stored = async () => {
        const [user] = await database.query(`SELECT "passwordHash" FROM "User" WHERE "email" = '${email}'`);
        return user!.passwordHash as string;
      };
      await database.query(`UPDATE "User" SET "passwordHash" = '${weak}' WHERE "email" = '${email}'`);
      expect((await logIn(email, 'wrong')).answer.status).toBe(401);
      expect(await stored()).toBe(weak);
      expect((await logIn(email)).answer.status).toBe(303);
      const upgraded = await stored();
      expect(upgraded).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect((await logIn(email)).answer.status).toBe(303);
      expect(await stored()).toBe(upgraded);
    });

    test('may be of any 15 to 256 characters, and the last one counts', async () => {
      const fields = { name: 'User', email: `long@${name}.example` };
      const visitor = createVisitor(origin);
      for (const wrong of ['fourteen chars', 'x'.repeat(257)]) {
        expect((await visitor.post('/signup', { ...fields, password: wrong })).status).toBe(422);
      }
      const blank = { ...fields, email: `short@${name}.example`, password: ' '.repeat(15) };
      expect((await visitor.post('/signup', blank)).status).toBe(303);
      const longest = `${'é '.repeat(127)}\u{1F511}`;
      expect((await visitor.post('/signup', { ...fields, password: `${longest}a` })).status).toBe(303);
      expect((await logIn(fields.email, `${longest}b`)).answer.status).toBe(401);
      expect((await logIn(fields.email, `${longest}a`)).answer.status).toBe(303);
    });

    test('a change needs the current one', async () => {
      const { email, visitor } = await signUp();
      const refused = await visitor.post('/account/password', { current: 'wrong', password: 'another long password' });
      expect(refused.status).toBe(422);
      expect(refused.body).toContain('This is not your password');
      expect((await visitor.post('/account/password', { password: 'another long password' })).status).toBe(422);
      expect((await visitor.post('/account/password', { current: password, password: 'short' })).status).toBe(422);
      expect((await logIn(email)).answer.status).toBe(303);
    });

    test('a change ends all other sessions and logins under way, and renews this one', async () => {
      const { email, visitor } = await signUp();
      const { visitor: elsewhere } = await logIn(email);
      const key = await turnOnSecondFactor(visitor);
      await forgetLastCode(database, email);
      const { visitor: underWay } = await logIn(email);
      const before = visitor.cookies.get('session')!;

      const answer = await visitor.post('/account/password', { current: password, password: 'another long password' });
      expect(answer.headers.get('location')).toBe('/account?notice=password-changed');
      const after = visitor.cookies.get('session')!;
      expect(after.split('.')[0]).not.toBe(before.split('.')[0]);
      expect(await refusal(visitor)).toBeNull();
      expect(await refusal(elsewhere)).toContain('/login');
      const completion = await underWay.post('/login/code', { code: codeOf(key) });
      expect(completion.headers.get('location')).toBe('/login?notice=log-in-expired');
      expect((await logIn(email)).answer.status).toBe(401);
      expect((await logIn(email, 'another long password')).answer.headers.get('location')).toBe('/login/code');
    });
  });

  describe('second factor', () => {
    test('counts only once a code of its key was entered', async () => {
      const { email, visitor } = await signUp();
      const first = await beginSecondFactor(visitor);
      const second = await beginSecondFactor(visitor);
      expect(second).not.toBe(first);
      const refused = await visitor.post('/account/second-factor/turn-on', { code: codeOf(first) });
      expect(refused.status).toBe(422);
      expect(refused.body).toContain(second);
      expect((await logIn(email)).answer.headers.get('location')).toBe('/?notice=logged-in');
      expect((await visitor.post('/account/second-factor/turn-on', { code: codeOf(second) })).status).toBe(303);
      expect((await logIn(email)).answer.headers.get('location')).toBe('/login/code');
    });

    test('a login takes password and code, and both cookies change hands', async () => {
      const { email, visitor: settings } = await signUp();
      const key = await turnOnSecondFactor(settings);
      await forgetLastCode(database, email);
      const { visitor, answer } = await logIn(email);
      expect(answer.headers.get('location')).toBe('/login/code');
      expect([...visitor.cookies.keys()]).toEqual(['session-pending']);
      const form = await visitor.get('/login/code');
      expect(form.body).toContain('autocomplete="one-time-code"');
      expect(form.body).toContain('inputmode="numeric"');
      const wrong = await visitor.post('/login/code', { code: '12345' });
      expect(wrong.status).toBe(401);
      expect(wrong.body).toContain('role="alert"');
      const code = codeOf(key);
      const right = await visitor.post('/login/code', { code: `${code.slice(0, 3)} ${code.slice(3)}` });
      expect(right.headers.get('location')).toBe('/?notice=logged-in');
      expect([...visitor.cookies.keys()]).toEqual(['session']);
      expect(await refusal(visitor)).toBeNull();
    });

    test('a code works once', async () => {
      const { email, visitor: settings } = await signUp();
      const key = await turnOnSecondFactor(settings);
      const usedAtSetUp = codeOf(key);
      const { visitor: first } = await logIn(email);
      expect((await first.post('/login/code', { code: usedAtSetUp })).status).toBe(401);

      await forgetLastCode(database, email);
      const code = codeOf(key);
      const { visitor: second } = await logIn(email);
      const answers = await Promise.all([first, second].map((visitor) => visitor.post('/login/code', { code })));
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 401]);
      const { visitor: third } = await logIn(email);
      expect((await third.post('/login/code', { code })).status).toBe(401);
    });

    test('a pending login reaches no page that needs a user', async () => {
      const { email, visitor: settings } = await signUp();
      await turnOnSecondFactor(settings);
      const { visitor } = await logIn(email);
      const pending = visitor.cookies.get('session-pending')!;
      const asSession = { cookie: `session=${pending}; session-pending=${pending}` };
      for (const headers of [{}, asSession]) {
        expect((await visitor.get('/', headers)).body).not.toContain(email);
        for (const path of ['/sessions', '/account', '/account/password', '/account/second-factor', '/account/delete', '/export/progress', '/confirm']) {
          expect((await visitor.get(path, headers)).headers.get('location'), path).toBe('/login?notice=log-in-first');
        }
        for (const path of ['/notes', '/export', '/sessions/end-others', '/account/password', '/account/delete', '/confirm']) {
          const answer = await visitor.post(path, { text: 'x', current: password, password, confirm: 'yes' }, headers);
          expect(answer.headers.get('location'), path).toBe('/login?notice=log-in-first');
        }
      }
      expect((await settings.get('/sessions')).body).toContain('You are logged in nowhere else');
    });

    test('a pending login that is over leads back to the login, with a notice', async () => {
      const { email, visitor: settings } = await signUp();
      const key = await turnOnSecondFactor(settings);
      await forgetLastCode(database, email);
      const { visitor } = await logIn(email);
      const [id] = visitor.cookies.get('session-pending')!.split('.');
      await database.query(`UPDATE "Session" SET "expirationDate" = '${longAgo}' WHERE "id" = '${id}'`);
      for (const answer of [await visitor.get('/login/code'), await visitor.post('/login/code', { code: codeOf(key) })]) {
        expect(answer.headers.get('location')).toBe('/login?notice=log-in-expired');
      }
      expect((await visitor.get('/login?notice=log-in-expired')).body).toContain('took too long');
      expect(visitor.cookies.has('session')).toBe(false);
    });

    test('is turned off by a code, and by nothing less', async () => {
      const { email, visitor } = await signUp();
      const key = await turnOnSecondFactor(visitor);
      const used = await visitor.post('/account/second-factor/turn-off', { code: codeOf(key) });
      expect(used.status).toBe(422);
      await forgetLastCode(database, email);
      const answer = await visitor.post('/account/second-factor/turn-off', { code: codeOf(key) });
      expect(answer.headers.get('location')).toBe('/account?notice=second-factor-off');
      expect((await logIn(email)).answer.headers.get('location')).toBe('/?notice=logged-in');
      expect(await database.query(`SELECT "totpKey", "totpOffer" FROM "User" WHERE "email" = '${email}'`)).toEqual([
        { totpKey: null, totpOffer: null },
      ]);
    });

    test('its key is on no page and in no export once it is on', async () => {
      const { visitor } = await signUp();
      const key = await turnOnSecondFactor(visitor);
      const pages = ['/', '/account', '/account/second-factor', '/sessions'].map((path) => visitor.get(path));
      for (const { status, body } of [...(await Promise.all(pages)), await visitor.post('/export')]) {
        expect(status).toBe(200);
        expect(body.replaceAll(' ', '')).not.toContain(key.replaceAll(' ', ''));
        expect(body).not.toMatch(/totp|<svg/);
      }
    });
  });

  describe('renewal', () => {
    test('a login gives another session, and the one before it is dead', async () => {
      const { email, visitor } = await signUp();
      const before = visitor.cookies.get('session')!;
      await visitor.post('/login', { email, password });
      const after = visitor.cookies.get('session')!;
      expect(after.split('.')[0]).not.toBe(before.split('.')[0]);
      expect(await refusal(createVisitor(origin), `session=${before}`)).toContain('/login');
      expect(await refusal(visitor)).toBeNull();
    });

    test('a login completed by a code gives another session, and those before it are dead', async () => {
      const { email, visitor } = await signUp();
      const key = await turnOnSecondFactor(visitor);
      await forgetLastCode(database, email);
      const before = visitor.cookies.get('session')!;
      await visitor.post('/login', { email, password });
      const pending = visitor.cookies.get('session-pending')!;
      expect(visitor.cookies.get('session')).toBe(before);
      await visitor.post('/login/code', { code: codeOf(key) });
      const after = visitor.cookies.get('session')!;
      const ids = [before, pending, after].map((token) => token.split('.')[0]);
      expect(new Set(ids).size).toBe(3);
      expect(await refusal(createVisitor(origin), `session=${before}`)).toContain('/login');
      expect(await refusal(createVisitor(origin), `session=${pending}`)).toContain('/login');
      const replay = await createVisitor(origin).get('/login/code', { cookie: `session-pending=${pending}` });
      expect(replay.headers.get('location')).toBe('/login?notice=log-in-expired');
      expect(await refusal(visitor)).toBeNull();
    });

    test('the password asked again gives the session another token, and the one before it is dead after the grace', async () => {
      const { visitor } = await signUp();
      await makeStale(visitor);
      const before = visitor.cookies.get('session')!;
      await visitor.post('/confirm', { password });
      const after = visitor.cookies.get('session')!;
      expect(after.split('.')[0]).not.toBe(before.split('.')[0]);
      // The ten seconds of grace for requests under way are over.
      const [id] = after.split('.');
      await database.query(`UPDATE "Session" SET "previousUntil" = '${longAgo}' WHERE "id" = '${id}'`);
      expect(await refusal(createVisitor(origin), `session=${before}`)).toContain('/login');
      expect(await refusal(visitor)).toBeNull();
      const reuse = { type: 'session.reuse-detected', previousId: before.split('.')[0], sessionId: id, revoked: false };
      await vi.waitFor(() => expect(entries()).toContainEqual(expect.objectContaining(reuse)));
    });
  });

  test('what is dangerous asks for the password where the login is not recent, and goes on from there', async () => {
    const { email, visitor } = await signUp();
    const { visitor: elsewhere } = await logIn(email);
    const [elsewhereId = ''] = elsewhere.cookies.get('session')!.split('.');
    await makeStale(visitor);
    expect((await visitor.get('/account/second-factor')).headers.get('location')).toBe('/confirm?next=second-factor');
    const dangerous: [path: string, next: string][] = [
      ['/account/second-factor/begin', 'second-factor'],
      ['/account/second-factor/turn-on', 'second-factor'],
      ['/account/second-factor/turn-off', 'second-factor'],
      ['/sessions/end', 'sessions'],
      ['/sessions/end-others', 'sessions'],
      ['/export', 'account'],
    ];
    for (const [path, next] of dangerous) {
      expect((await visitor.post(path, { id: elsewhereId })).headers.get('location'), path).toBe(`/confirm?next=${next}`);
    }
    expect(await refusal(elsewhere)).toBeNull();

    const form = await visitor.get('/confirm?next=sessions');
    expect(form.body).toContain('autocomplete="current-password"');
    const wrong = await visitor.post('/confirm', { next: 'sessions', password: 'wrong' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('name="next" value="sessions"');
    expect((await visitor.post('/sessions/end-others')).headers.get('location')).toBe('/confirm?next=sessions');

    const right = await visitor.post('/confirm', { next: 'sessions', password });
    expect(right.headers.get('location')).toBe('/sessions?notice=confirmed');
    expect((await visitor.post('/sessions/end-others')).headers.get('location')).toBe('/sessions?notice=others-ended');
    expect(await refusal(elsewhere)).toContain('/login');
    const astray = await visitor.post('/confirm', { next: 'https://evil.example', password });
    expect(astray.headers.get('location')).toBe('/account?notice=confirmed');
  });

  /** The audit log, as far as it has arrived here; an answer may overtake its entry. */
  function entries(): Record<string, unknown>[] {
    const lines = run.output().split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  test('the log tells who did what, when and from where', async () => {
    const { email, visitor } = await signUp();
    const [row] = await database.query(`SELECT "id" FROM "User" WHERE "email" = '${email}'`);
    const userId = row!.id as string;
    await turnOnSecondFactor(visitor);
    const { visitor: begun } = await logIn(email);
    await begun.post('/login/code', { code: 'wrong' });
    await visitor.post('/account/password', { current: password, password: 'another long password' });
    for (let attempt = 1; attempt <= 6; attempt++) await logIn(email, 'wrong');
    const [sessionId] = visitor.cookies.get('session')!.split('.');
    await visitor.post('/logout');

    const own = () => entries().filter((entry) => entry.userId === userId || entry.sessionId === sessionId);
    await vi.waitFor(() => expect(own().at(-1)).toMatchObject({ type: 'session.invalidated' }));
    expect(own().map(({ type, reason, pending }) => [type, reason, pending].filter((part) => part).join(' '))).toEqual([
      'account.created',
      'session.created',
      'second-factor.turned-on',
      'session.created second-factor',
      'code.refused',
      'session.rotated',
      'sessions.invalidated password-change',
      'password.changed',
      'session.invalidated logout',
    ]);
    for (const entry of own()) {
      expect(entry).toMatchObject({ ipAddress: '127.0.0.1', level: expect.stringMatching(/^(info|warn)$/) as string });
      expect(new Date(entry.time as string).toISOString()).toBe(entry.time);
    }
    const failed = { type: 'login.failed', level: 'warn', ipAddress: '127.0.0.1' };
    expect(entries()).toContainEqual(expect.objectContaining(failed));
    const refused = { type: 'attempt.refused', limit: 'accountFromNetwork', ipAddress: '127.0.0.1' };
    expect(entries()).toContainEqual(expect.objectContaining(refused));
  });

  test('the log holds no token, secret, hash, password, code or email, also when the database fails', async () => {
    const { email, visitor } = await signUp();
    const tokens = [visitor.cookies.get('session')!];
    const key = await turnOnSecondFactor(visitor);
    await forgetLastCode(database, email);
    const { visitor: begun } = await logIn(email);
    tokens.push(begun.cookies.get('session-pending')!);
    const code = codeOf(key);
    await begun.post('/login/code', { code });
    tokens.push(begun.cookies.get('session')!);
    await logIn(email, 'a wrong password with a mark');
    await logIn('a password typed as the email', password);
    await begun.get('/sessions', { cookie: `session=${tokens[0]!.slice(0, -4)}AAAA` });
    await begun.get('/sessions', { cookie: 'session=nonsense-token' });
    await begun.post('/account/password', { current: password, password: 'another long password' });
    tokens.push(begun.cookies.get('session')!);
    const rows = await database.query('SELECT * FROM "Session"');
    const people = await database.query('SELECT * FROM "User"');
    for (const table of ['Session', 'User']) {
      await database.query(`ALTER TABLE "${table}" RENAME TO "Away"`);
      try {
        expect((await begun.get('/account')).status).toBe(503);
        expect((await logIn(email, 'another long password')).answer.status).toBe(503);
      } finally {
        await database.query(`ALTER TABLE "Away" RENAME TO "${table}"`);
      }
    }

    // The last of what was asked for is in the log.
    await vi.waitFor(() => expect(entries().filter(({ type }) => type === 'request.failed')).toHaveLength(4));
    const failure = { type: 'storage.failed', error: expect.objectContaining({ code: 'ERR_STORAGE' }) as object };
    expect(entries()).toContainEqual(expect.objectContaining(failure));
    const log = run.output();
    expect(log).toContain('"type":"session.rejected"');
    const secrets: unknown[] = [
      ...tokens.map((token) => token.split('.')[1]!),
      ...rows.flatMap(({ secretHash, previousHash }) => [secretHash, previousHash]).filter((hash) => hash !== null),
      ...people.map(({ passwordHash }) => passwordHash),
      key.replaceAll(' ', ''),
      code,
      password,
      'another long password',
      'a wrong password with a mark',
      'a password typed as the email',
      'nonsense-token',
      email,
    ];
    expect(secrets.length).toBeGreaterThan(15);
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(log).not.toMatch(/argon2|sha256:/);
  });

  test('a sign-up is refused after thirty attempts, with 429 and Retry-After', async () => {
    // The last test, since nobody can sign up after it.
    const visitor = createVisitor(origin);
    let answer = await visitor.post('/signup', {});
    for (let attempt = 2; attempt <= 31 && answer.status !== 429; attempt++) {
      expect(answer.status).toBe(422);
      answer = await visitor.post('/signup', {});
    }
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    const fields = { name: 'User', email: `late@${name}.example`, password };
    expect((await visitor.post('/signup', fields)).status).toBe(429);
  });
});
