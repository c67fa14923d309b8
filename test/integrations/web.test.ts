import { describe, expect, expectTypeOf, test } from 'vitest';
import { type ExportSections, SojournError } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { type SendUserDataOptions, type WebOptions, webSession } from '../../src/integrations/web/index.js';
import { hour, setUp as setUpAuth } from '../support/auth.js';

// Nothing here is of one platform alone: these tests run on each.

const origin = 'https://app.example';
const renewed = /^__Host-session=[^;]+; Max-Age=604800; /;

interface Setting {
  options?: WebOptions;
  exports?: ExportSections<string>;
}

async function setUp({ options, exports }: Setting = {}) {
  const made = setUpAuth({ ...(exports && { exports }) });
  const session = webSession(made.auth, options);
  const { token } = await made.auth.createSession('ada');
  made.calls.length = 0;
  const cookie = `__Host-session=${token}`;
  return {
    ...made,
    session,
    get: (headers: Record<string, string> = {}) => new Request(`${origin}/`, { headers: { cookie, ...headers } }),
    post: (headers: Record<string, string> = {}, init: RequestInit = {}) =>
      new Request(`${origin}/`, { method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers }, ...init }),
  };
}

describe('a handler', () => {
  test('is called with the visit and with all that the server passes', async () => {
    const { session, get } = await setUp();
    const handle = session.handler(async (request: Request, visit, greeting: string) => {
      const { user } = await visit.requireUser();
      return new Response(`${greeting} ${user.id} ${request.method}`);
    });
    const answer = await handle(get(), 'Hello');
    expect(await answer.text()).toBe('Hello ada GET');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('is not called for an unsafe request from elsewhere, nor is storage', async () => {
    const { session, post, calls } = await setUp();
    let reached = 0;
    const answer = await session.handler(() => new Response(String(reached++)))(post({ 'sec-fetch-site': 'cross-site' }));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toBe('ERR_ORIGIN');
    expect(reached).toBe(0);
    expect(calls).toEqual([]);
  });

  test.each([
    ['the host of the URL', {}, 200],
    ['the header', { host: 'other.example' }, 403],
  ])('compares the origin with %s', async (_what, headers, status) => {
    const { session } = await setUp();
    // As servers pass it: to a Request that is made here, some platforms do not let the header be set.
    const given = new Headers({ origin, ...headers });
    const request = { method: 'POST', url: `${origin}/`, headers: { get: (name: string) => (headers as Record<string, string>)[name] ?? given.get(name) } };
    expect((await session.handler(() => new Response())(request)).status).toBe(status);
  });

  test('is asked for the address with what the server passes, and an IPv4 address is one', async () => {
    const { auth, post } = await setUp();
    const session = webSession(auth, { ipAddress: (_request: Request, { address }: { address: string }) => address });
    const handle = session.handler(async (_request: Request, visit, _info: { address: string; port: number }) => {
      await visit.login('bob');
      return new Response();
    });
    await handle(post({ cookie: '' }), { address: '::ffff:203.0.113.9', port: 1 });
    expect(await auth.listSessions('bob')).toMatchObject([{ ipAddress: '203.0.113.9' }]);
  });

  test('answers an error of ours with its status and headers, and lets nobody keep it', async () => {
    const { session, get, post, auth } = await setUp({ options: { bearer: true } });
    const handle = session.handler(async (_request: Request, visit) => {
      await visit.sendUserData();
      return new Response();
    });
    const method = await handle(get());
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toBe('POST');
    expect(method.headers.get('cache-control')).toBe('no-store');
    expect(method.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await method.text()).toBe('ERR_METHOD');
    await auth.invalidateUserSessions('ada');
    const dead = await handle(post());
    expect(dead.status).toBe(401);
    expect(dead.headers.get('www-authenticate')).toBe('Bearer');
    expect(dead.headers.getSetCookie()).toEqual([expect.stringContaining('__Host-session=; Max-Age=0')]);
  });

  test('says that storage fails, and leaves the cookie', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const { auth } = setUpAuth({ adapter: { ...adapter, findSessions: () => Promise.reject(new Error('down')) } });
    const { token } = await auth.createSession('ada');
    const request = new Request(origin, { headers: { cookie: `__Host-session=${token}` } });
    const answer = await webSession(auth).handler(() => new Response())(request);
    expect(answer.status).toBe(503);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test.each([
    ['another error', new Error('no')],
    ['an error of ours that is the app\'s fault', new SojournError('ERR_EXPORT_SECTION', 'A section failed')],
  ])('lets %s pass', async (_what, error) => {
    const { session, get } = await setUp();
    await expect(session.handler(() => Promise.reject(error))(get())).rejects.toBe(error);
  });

  test('takes a Response that is thrown for the answer', async () => {
    const { session, post } = await setUp();
    const answer = await session.handler(async (_request, visit) => {
      await visit.logout();
      throw Response.redirect(`${origin}/bye`, 303);
    })(post());
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`${origin}/bye`);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')]);
  });
});

describe('an answer', () => {
  test.each([
    ['without a body', () => new Response(null, { status: 204 }), 204],
    ['that nothing changed in', () => new Response(null, { status: 304, headers: { etag: '"a"' } }), 304],
    ['that leads elsewhere', () => Response.redirect(`${origin}/next`, 307), 307],
    ['with a reason of its own', () => new Response('x', { status: 202, statusText: 'Taken' }), 202],
  ])('%s keeps its status and headers, and gets the cookie', async (_what, make, status) => {
    const { session, get, clock } = await setUp();
    clock.advance(8 * hour);
    const before = make();
    const after = await session.handler(make)(get());
    expect(after.status).toBe(status);
    expect(after.statusText).toBe(before.statusText);
    expect(after.headers.get('location')).toBe(before.headers.get('location'));
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
    expect(after.headers.getSetCookie()).toEqual([expect.stringMatching(renewed)]);
    expect(await after.text()).toBe(await before.text());
  });

  test('keeps its own cookies but that of the session, and is not cached', async () => {
    const { session, post } = await setUp();
    const answer = await session.handler(async (_request, visit) => {
      const headers = new Headers({ 'Cache-Control': 'public, max-age=60', Vary: 'Accept' });
      for (const line of ['a=1', '__Host-session=theirs', '__Host-session2=b', 'c=3; Path=/x']) headers.append('Set-Cookie', line);
      await visit.login('bob');
      return new Response('hello', { headers });
    })(post());
    const cookies = answer.headers.getSetCookie();
    expect(cookies).toEqual(['a=1', '__Host-session2=b', 'c=3; Path=/x', expect.stringMatching(renewed)]);
    expect(cookies[3]).not.toContain('theirs');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('vary')).toBe('Accept, Cookie');
  });

  test('that several requests share tells none of the cookies of another', async () => {
    const { session, post, get } = await setUp();
    const shared = new Response(null, { status: 204 });
    const signIn = session.handler(async (_request, visit) => {
      await visit.login('bob');
      return shared;
    });
    expect((await signIn(post())).headers.getSetCookie()).toHaveLength(1);
    expect(shared.headers.getSetCookie()).toEqual([]);
    const next = await session.handler(() => shared)(get({ cookie: '' }));
    expect(next).toBe(shared);
  });

  test('may be given what it needs twice', async () => {
    const { session, post } = await setUp();
    const answer = await session.handler(async (_request, visit) => {
      await visit.login('bob');
      return visit.respond(visit.respond(new Response('hello')));
    })(post());
    expect(answer.headers.getSetCookie()).toHaveLength(1);
    expect(answer.headers.get('vary')).toBe('Cookie');
    expect(await answer.text()).toBe('hello');
  });

  test('is read as it is made', async () => {
    const { session, get, clock } = await setUp();
    clock.advance(8 * hour);
    let controller: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
    const answer = await session.handler(() => new Response(body))(get());
    expect(answer.headers.getSetCookie()).toHaveLength(1);
    const reader = answer.body!.getReader();
    for (const text of ['one', 'two']) {
      controller!.enqueue(new TextEncoder().encode(text));
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(text);
    }
    controller!.close();
    expect((await reader.read()).done).toBe(true);
  });

  test('of a socket stays as it is', async () => {
    const { session, get, clock } = await setUp();
    clock.advance(8 * hour);
    const socket = Object.defineProperty(new Response(null), 'status', { value: 101 });
    expect(await session.handler(() => socket)(get())).toBe(socket);
  });
});

test('open gives the same visit for the same request, validated once, and another for another', async () => {
  const { session, get, calls } = await setUp();
  const request = get();
  const visit = session.open(request);
  expect(session.open(request)).toBe(visit);
  expect(session.open(get())).not.toBe(visit);
  expect((await visit.current())?.user).toEqual({ id: 'ada' });
  await session.open(request).requireFresh();
  expect(calls).toEqual(['findSessions']);
  expectTypeOf(await visit.requireUser()).toHaveProperty('user').toEqualTypeOf<{ id: string }>();
  // @ts-expect-error the user ids are strings
  void (() => visit.login(5));
});

test('an ipAddress that is no function is refused', async () => {
  const { auth } = await setUp();
  expect(() => webSession(auth, { ipAddress: '203.0.113.9' as never })).toThrow('"ipAddress"');
});

describe('sendUserData', () => {
  function* rows(count: number) {
    for (let index = 0; index < count; index++) yield { index, text: 'x'.repeat(1000) };
  }

  /** More than buffers hold, with what became of it. */
  function createLongSection() {
    let close = () => {};
    const seen = { rows: 0, closed: new Promise<void>((resolve) => (close = resolve)) };
    async function* section() {
      try {
        for (const row of rows(100_000)) {
          seen.rows++;
          yield row;
        }
      } finally {
        close();
      }
    }
    return { seen, section };
  }

  async function send(made: Awaited<ReturnType<typeof setUp>>, options?: SendUserDataOptions, init?: RequestInit) {
    return made.session.open(made.post({}, init)).sendUserData(options);
  }

  async function expectPlaceIsFree(made: Awaited<ReturnType<typeof setUp>>) {
    const { response } = await send(made);
    await response.body!.cancel();
  }

  test('gives the file, and then that all of it was sent', async () => {
    const made = await setUp({ exports: { notes: () => rows(300) } });
    const { response, sent } = await send(made);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="user-data-2031-05-17.json"');
    await expect(send(made)).rejects.toMatchObject({ code: 'ERR_EXPORT_RUNNING', status: 429 });
    expect(((await response.json()) as { notes: unknown[] }).notes).toHaveLength(300);
    expect(await sent).toBe(true);
    await expectPlaceIsFree(made);
  });

  test('reads no more rows than are asked for, and none once the body is cancelled', async () => {
    const { seen, section } = createLongSection();
    const made = await setUp({ exports: { notes: section } });
    const { response, sent } = await send(made);
    const first = seen.rows;
    expect(first).toBeLessThan(200);
    const reader = response.body!.getReader();
    await reader.read();
    await reader.read();
    expect(seen.rows).toBeGreaterThan(first);
    expect(seen.rows).toBeLessThan(500);
    await reader.cancel();
    expect(await sent).toBe(false);
    await seen.closed;
    expect(made.events.filter(({ type }) => type === 'user-data.exported')).toEqual([]);
    await expectPlaceIsFree(made);
  });

  test('stops when the request says that the client went away', async () => {
    const { seen, section } = createLongSection();
    const made = await setUp({ exports: { notes: section } });
    const client = new AbortController();
    const { response, sent } = await send(made, {}, { signal: client.signal });
    const reading = response.text();
    client.abort();
    expect(await sent).toBe(false);
    await expect(reading).rejects.toThrow();
    await seen.closed;
    await expectPlaceIsFree(made);
  });

  test('does not begin if the client went away before', async () => {
    let begun = 0;
    const made = await setUp({ exports: { notes: () => [begun++] } });
    const { response, sent } = await send(made, {}, { signal: AbortSignal.abort() });
    expect(await sent).toBe(false);
    expect(await response.text()).toBe('');
    expect(begun).toBe(0);
    await expectPlaceIsFree(made);
  });

  test('breaks the body off where it fails half-way', async () => {
    const made = await setUp({
      exports: {
        async *notes() {
          yield* rows(200);
          throw new Error('the table is gone');
        },
      },
    });
    // That it fails is not looked at first: nothing is reported as unhandled.
    const { response, sent } = await send(made);
    await expect(response.text()).rejects.toThrow();
    await expect(sent).rejects.toMatchObject({ code: 'ERR_EXPORT_SECTION' });
    await expectPlaceIsFree(made);
  });

  test('stops by the signal of the app, also while nobody reads', async () => {
    const { seen, section } = createLongSection();
    const made = await setUp({ exports: { notes: section } });
    const stop = new AbortController();
    const reason = new Error('The server stops');
    const { response, sent } = await send(made, { signal: stop.signal });
    stop.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await expect(response.text()).rejects.toThrow();
    await seen.closed;
    await expectPlaceIsFree(made);
  });
});
