import { createAuth } from '../../../src/index.js';
import { createContext } from '../../../src/auth/context.js';
import { resolveLifetimes } from '../../../src/session/lifetime.js';
import { plainHasher } from '../../../src/session/secret-hasher.js';
import { createToken } from '../../../src/session/token.js';
import { makeRow, noon } from '../../../src/testing/fixtures.js';
import { openFaultProxy } from '../../support/fault-proxy.js';
import type { Adapter, FaultStorage } from './storage.js';

/** How long a call may take that meets no fault, or one that must end it at once, in milliseconds. */
export const patience = 6000;
/** How soon after a fault the same auth must work again, in milliseconds. */
const recovery = 5000;
const hour = 3_600_000;

/** What an operation is called on. */
export type Caller = ReturnType<typeof createCaller>;

/** @param timeout how long a call may take, in milliseconds */
function createCaller(adapter: Adapter, timeout: number) {
  const options = { adapter, timeout, lifetime: { idle: hour, absolute: 24 * hour }, now: () => noon };
  return {
    adapter,
    auth: createAuth(options),
    /** Runs a verb of the adapter as the core does: within the time limit, and a failure comes out as `ERR_STORAGE`. */
    storage: createContext(options, resolveLifetimes(options.lifetime), () => plainHasher).storage,
  };
}

/**
 * A storage to itself, reached by a proxy, and straight as well. To itself, since a transaction that
 * hangs holds locks that other users' rows may lie within.
 */
export type Lane = Awaited<ReturnType<typeof openLane>>;

async function openLane({ open }: FaultStorage) {
  const storage = await open();
  const direct = await storage.connect(storage.server.port);
  const proxy = await openFaultProxy(storage.server);
  const { adapter, close } = await storage.connect(proxy.port);
  const { auth } = createCaller(adapter, 1000);
  const { token, id, secretHash } = await createToken();
  const userId = await storage.createUser();
  await direct.adapter.insertSession({ ...(await makeRow(userId, { id, secretHash })), userId });

  /**
   * Waits until the auth answers for a session that lives. It may fail before, but never say that the
   * session does not.
   */
  async function ready(): Promise<void> {
    const end = performance.now() + recovery;
    for (;;) {
      try {
        if ((await auth.validateSession(token)) === null) throw new Error('A live session was answered with null');
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_STORAGE' || performance.now() > end) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  return {
    storage,
    /** An adapter that no fault befalls. */
    direct: direct.adapter,
    proxy,
    /** Calls by the proxy. */
    callWithin: (timeout: number) => createCaller(adapter, timeout),

    ready,

    /** Gives the auth a new connection, on which no statement is prepared yet. */
    async reconnect(): Promise<void> {
      proxy.cutAll();
      await ready();
    },

    async close(): Promise<void> {
      // First what may hang: drivers wait for what is under way.
      await proxy.close();
      await close();
      await direct.close();
      await storage.close();
    },
  };
}

/** So many calls wait for their time limits side by side. */
const mostLanes = 3;

/** Hands out lanes; whoever comes when all are in use waits for one. */
export function createLanes(storage: FaultStorage) {
  const free: Promise<Lane | null>[] = Array.from({ length: mostLanes }, async () => null);
  const waiting: ((lane: Promise<Lane | null>) => void)[] = [];

  function give(lane: Promise<Lane | null>): void {
    const next = waiting.shift();
    if (next) next(lane);
    else free.push(lane);
  }

  return {
    async use(run: (lane: Lane) => Promise<void>): Promise<void> {
      const known = await (free.pop() ?? new Promise<Lane | null>((resolve) => waiting.push(resolve)));
      let lane: Lane | null = null;
      try {
        lane = known ?? (await openLane(storage));
        await run(lane);
      } catch (error) {
        // The next test is to fail for its own reasons only.
        await lane?.close();
        lane = null;
        throw error;
      } finally {
        give(Promise.resolve(lane));
      }
    },

    async close(): Promise<void> {
      await Promise.all(free.map(async (lane) => (await lane)?.close()));
    },
  };
}
