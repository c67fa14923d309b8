import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type StorageAdapter, createAuth } from '../../src/index.js';
import { secretPatterns } from '../../src/session/token.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { printed } from '../support/printed.js';
import { type OpenPlace, faults, places } from './places.js';

type Adapter = StorageAdapter<{ id: string }, string>;

/** Everything that can be read off a value, by whatever way a log or answer is made of it. */
function textOf(value: unknown): string {
  const texts = [inspect(value, { showHidden: true, depth: Infinity, maxArrayLength: null, maxStringLength: null, getters: true })];
  texts.push(String(value), JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? '');
  for (let error = value; error instanceof Error; error = error.cause) {
    texts.push(error.message, String(error.stack), ...Object.getOwnPropertyNames(error));
  }
  return texts.join('\n');
}

/** Keeps the secrets and hashes that go to storage, those of sessions that were never stored too. */
function watching(adapter: Adapter, canaries: Set<string>): Adapter {
  function keep(value: unknown): void {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(keep);
    // A hash, and it without its mark and the name of its key.
    else if (typeof value === 'string' && /^(?:hmac-)?sha256:/.test(value)) canaries.add(value).add(value.slice(value.lastIndexOf(':') + 1));
  }
  return new Proxy(adapter, {
    get: (target, verb: keyof Adapter) => (...args: never[]) => {
      keep(args);
      return (target[verb] as (...args: never[]) => unknown)(...args);
    },
  });
}

describe.each(places)('$name', ({ name, needs, open }) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  const canaries = new Set<string>();
  const seen: { what: string; value: unknown }[] = [];
  let output = '';
  let place: OpenPlace;
  const listen = (text: string) => void (output += text);

  beforeAll(async () => {
    if (missing) return;
    printed.listeners.add(listen);
    place = await open();
    await place.prepare();
  });
  afterAll(async () => {
    printed.listeners.delete(listen);
    await place?.close();
  });

  /** Runs everything there is and keeps what comes of it, less the token that a login is there to give. */
  async function useAll(when: string, hashKeys?: string[]): Promise<void> {
    let time = noon;
    const auth = createAuth<{ id: string }, string, object>({
      adapter: watching(place.adapter, canaries),
      rotation: { grace: 1000 },
      maxSessionsPerUser: 5,
      ...(hashKeys && { hashKeys }),
      now: () => time,
      onEvent: (event) => void seen.push({ what: `${when}: event ${event.type}`, value: event }),
    });
    async function use<T>(what: string, run: () => Promise<T>): Promise<T | null> {
      const value: unknown = await run().catch((error: unknown) => error);
      const { token, ...rest } = { ...(value as { token?: string } | null) };
      if (token !== undefined) canaries.add(token).add(token.slice(25));
      seen.push({ what: `${when}: ${what}`, value: token === undefined ? value : rest });
      return value instanceof Error ? null : (value as T);
    }
    const old = [...canaries].find((canary) => canary[24] === '.') ?? null;
    const login = await use('createSession', () => auth.createSession('ada', { userAgent: 'Firefox' }));
    await use('createSession, short', () => auth.createSession('ada', { remember: false, replaces: login?.session.id }));
    await use('createSession, of nobody', () => auth.createSession('nobody'));
    const begun = await use('createSession, pending', () => auth.createSession('ada', { pending: 'second-factor' }));
    await use('validatePendingSession', () => auth.validatePendingSession(begun?.token));
    const done = await use('completePendingSession', () => auth.completePendingSession(begun?.token ?? old));
    for (const each of [old, login?.token, begun?.token, done?.token]) await use('validateSession', () => auth.validateSession(each));
    time = after(8 * 3_600_000);
    await use('validateSession, to be renewed', () => auth.validateSession(done?.token ?? old));
    const rotated = await use('rotateSession', () => auth.rotateSession(done?.token ?? old));
    await use('validateSession, in the grace', () => auth.validateSession(done?.token ?? old));
    time = after(9 * 3_600_000);
    await use('validateSession, after the grace', () => auth.validateSession(done?.token ?? old));
    const again = await use('reauthenticate', () => auth.reauthenticate(rotated?.token ?? old));
    const id = again?.session.id ?? String(old).slice(0, 24);
    await use('updateSession', () => auth.updateSession(id, { attributes: { theme: 'dark' } }));
    await use('listSessions', () => auth.listSessions('ada'));
    await use('exportUserData', () => auth.exportUserData('ada'));
    // A token in the place of an id is the likeliest mistake of all.
    await use('invalidateSession, by a token', () => auth.invalidateSession(again?.token ?? String(old)));
    await use('createSession, for a token', () => auth.createSession(again?.token ?? String(old)));
    await use('invalidateSession', () => auth.invalidateSession(id));
    await use('deleteExpiredSessions', () => auth.deleteExpiredSessions());
    await use('invalidateUserSessions', () => auth.invalidateUserSessions('ada', { except: id }));
    await use('eraseUserData, for a token', () => auth.eraseUserData(again?.token ?? String(old)));
    // The first time there is such a user.
    await use('createSession, of who is to go', () => auth.createSession('bob'));
    await use('eraseUserData, dry', () => auth.eraseUserData('bob', { dryRun: true }));
    await use('eraseUserData', () => auth.eraseUserData('bob'));
  }

  test.skipIf(missing)('no answer, event, error or log holds a token, secret or hash', async () => {
    await useAll('in order');
    const key = randomBytes(32).toString('base64');
    canaries.add(key);
    await useAll('with a key', [key]);
    expect([...canaries].filter((canary) => canary.startsWith('hmac-sha256:')).length).toBeGreaterThan(5);
    for (const fault of faults) {
      await place.breakBy(fault);
      await useAll(fault);
    }
    expect(canaries.size).toBeGreaterThan(10);
    expect(seen.length).toBeGreaterThan(80);
    for (const { what, value } of seen) {
      const text = textOf(value);
      for (const canary of canaries) expect(text.includes(canary), `${what} holds a secret`).toBe(false);
      for (const pattern of secretPatterns) expect(text.search(pattern), `${what} holds what looks like a secret`).toBe(-1);
    }
    if (name.startsWith('Prisma')) expect(output).toContain('prisma:query');
    for (const canary of canaries) expect(output.includes(canary), 'a log holds a secret').toBe(false);
  });

  test.skipIf(missing)('the user to be erased was', () => {
    const [event, ...more] = seen.filter(({ what }) => what === 'in order: event user-data.erased');
    expect(more).toEqual([]);
    expect(event!.value).toMatchObject({ userId: 'bob', counts: { sessions: 1, user: name === 'memory' ? 0 : 1 } });
  });

  test.skipIf(missing || name === 'memory')('the faults were faults', () => {
    const failed = seen.filter(({ value }) => (value as { code?: string } | null)?.code === 'ERR_STORAGE');
    expect(new Set(failed.map(({ what }) => what.split(':')[0])).size).toBe(faults.length);
  });
});
