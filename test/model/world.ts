import assert from 'node:assert/strict';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { type Auth, type AuthOptions, type StorageAdapter, createAuth } from '../../src/index.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { Scheduler } from './explore.js';

type Adapter = StorageAdapter<{ id: string }, string>;
type OwnAuth = Auth<{ id: string }, string, object>;

/** What is wrong with an adapter; `step` lets others go on in the middle of a verb. */
export type Breakage = (adapter: Adapter, step: () => Promise<void>) => Adapter;

const minute = 60_000;
const lifetime = { idle: 60 * minute, absolute: 90 * minute, renewEvery: minute };
export const limit = 2;

/** What the clients of a world know when they begin. */
interface Start {
  token: string;
  id: string;
  pendingToken: string;
}

/** What a client does, as another process than the others. */
type Client = (auth: OwnAuth, start: Start) => Promise<unknown>;

export const clients: Readonly<Record<string, Client>> = {
  validate: (auth, { token }) => auth.validateSession(token),
  rotate: (auth, { token }) => auth.rotateSession(token),
  reauthenticate: (auth, { token }) => auth.reauthenticate(token),
  end: (auth, { id }) => auth.invalidateSession(id),
  'end all': (auth) => auth.invalidateUserSessions('ada'),
  'log in': (auth) => auth.createSession('ada'),
  'log in again': (auth, { id }) => auth.createSession('ada', { replaces: id }),
  complete: (auth, { pendingToken }) => auth.completePendingSession(pendingToken),
  'log out': async (auth, { token }) => {
    const current = await auth.validateSession(token);
    return current !== null && auth.invalidateSession(current.session.id);
  },
};

export type Options = Pick<AuthOptions<{ id: string }, string, object>, 'rotation' | 'maxSessionsPerUser'>;

interface Made {
  token: string;
  session: { id: string };
}

const isMade = (value: unknown): value is Made => typeof value === 'object' && value !== null && 'token' in value;

/**
 * One run: a user with a session that is due for renewal and a login that waits for its second factor, and
 * clients that meet over the storage, one verb at a time. Throws when what must always hold does not.
 */
export async function runWorld(
  names: readonly string[],
  options: Options,
  choose: (count: number) => number,
  breakage: Breakage = (adapter) => adapter,
): Promise<void> {
  const storage: Adapter = memoryAdapter<{ id: string }, string>();
  const scheduler = new Scheduler();
  const history = new History(storage);
  const authOver = (adapter: Adapter, time: Date): OwnAuth =>
    createAuth<{ id: string }, string, object>({ ...options, adapter, lifetime, now: () => time });

  const before = authOver(storage, noon);
  const { token, session } = await before.createSession('ada');
  const begun = await before.createSession('ada', { pending: 'second-factor' });
  const start = { token, id: session.id, pendingToken: begun.token };
  history.begin(start.id, begun.session.id);
  await history.check();

  const results: unknown[] = [];
  // Clocks differ a little from machine to machine.
  const parts = names.map((name, part) => async () => {
    const step = () => scheduler.step(part);
    const auth = authOver(stepwise(history.watch(breakage(storage, step)), step), after((5 + part) * minute));
    results[part] = await clients[name]!(auth, start).catch((error: { code?: string }) => error.code);
  });
  await scheduler.run(parts, choose, () => history.check());

  const winners = (...kinds: string[]) => names.filter((name, part) => kinds.includes(name) && isMade(results[part]));
  assert.ok(winners('rotate', 'reauthenticate').length <= 1, 'More than one rotation of a token won');
  assert.ok(winners('complete').length <= 1, 'More than one completion of a login won');
  const reader = authOver(storage, after(9 * minute));
  const tokens = [token, ...results.filter(isMade).map((made) => made.token)];
  for (const each of tokens) {
    const valid = await reader.validateSession(each);
    if (valid) assert.ok(!history.hasEnded(valid.session.id), 'An ended session is valid');
  }
  assert.ok((await reader.validateSession(start.pendingToken)) === null, 'A pending login is a session');
}

/** The adapter, each of whose verbs waits for its turn. */
function stepwise(adapter: Adapter, step: () => Promise<void>): Adapter {
  return new Proxy(adapter, {
    get: (target, verb: keyof Adapter) => async (...args: never[]) => {
      await step();
      return (target[verb] as (...args: never[]) => unknown)(...args);
    },
  });
}

/** Follows which ids name one and the same session, and which sessions are over, and checks the rows after each step. */
class History {
  /** For each id ever seen the session it is of. */
  readonly #sessions = new Map<string, number>();
  #present = new Set<number>();
  /** The sessions that were there and are not any more, in whatever way they went. */
  readonly #ended = new Set<number>();
  #count = 0;

  constructor(readonly storage: Adapter) {}

  begin(...ids: string[]): void {
    for (const id of ids) this.#sessions.set(id, this.#count++);
  }

  hasEnded(id: string): boolean {
    return this.#ended.has(this.#sessions.get(id)!);
  }

  /** Writes down new ids before there are rows, since an adapter with a bug may show them on the way. */
  watch(adapter: Adapter): Adapter {
    return {
      ...adapter,
      insertSession: (row, conditions) => {
        this.begin(row.id);
        return adapter.insertSession(row, conditions);
      },
      rotateSession: (rotation) => {
        this.#sessions.set(rotation.to.id, this.#sessions.get(rotation.id)!);
        return adapter.rotateSession(rotation);
      },
    };
  }

  async check(): Promise<void> {
    const rows = (await this.storage.findSessions([...this.#sessions.keys()])).map(({ session }) => session);
    const there = rows.map(({ id }) => this.#sessions.get(id)!);
    for (const session of this.#present) if (!there.includes(session)) this.#ended.add(session);
    this.#present = new Set(there);
    assert.ok(this.#present.size === there.length, 'Two ids name one session');
    for (const { id, expirationDate, authenticatedAt, updatedAt, pending } of rows) {
      const [expires, authenticated] = [expirationDate.getTime(), authenticatedAt.getTime()];
      assert.ok(!this.hasEnded(id), 'An ended session is there again');
      assert.ok(expires <= authenticated + lifetime.absolute, 'An expiry is past the absolute timeout');
      assert.ok(expires <= updatedAt.getTime() + lifetime.idle, 'An expiry is past the idle timeout');
      if (pending !== null) assert.ok(expires <= authenticated + 10 * minute, 'A pending login was renewed');
    }
    assert.ok(rows.filter(({ pending }) => pending === null).length <= limit, 'There are more sessions than the limit');
  }
}
