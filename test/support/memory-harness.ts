import type { SessionRow, StorageAdapter } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import type { StorageHarness } from '../../src/testing/index.js';

type Adapter = StorageAdapter<{ id: number }, number>;

/** The storage gone: every verb rejects. */
const unreachable = Object.fromEntries(
  Object.keys(memoryAdapter()).map((verb) => [verb, () => Promise.reject(new Error('The storage cannot be reached'))]),
) as unknown as Adapter;

/** The conformance harness of the memory adapter, or of what `change` makes of it. */
export function memoryHarness(change: (adapter: Adapter) => Adapter = (adapter) => adapter): StorageHarness<number> {
  const users = new Set<number>();
  let created = 0;
  const create = () =>
    memoryAdapter({ loadUser: (id: number) => (users.has(id) ? { id } : null), deleteUser: (id) => users.delete(id) });
  let adapter: Adapter = create();
  return {
    createAdapter: () => change(adapter),
    createUnreachableAdapter: () => change(unreachable),
    async createUser() {
      users.add(++created);
      return created;
    },
    async deleteUser(userId) {
      users.delete(userId);
    },
    // A map in memory has no second way in; at least this one does not lead through the change.
    async readSession(sessionId): Promise<SessionRow<number> | null> {
      const [found] = await adapter.findSessions([sessionId]);
      return found?.session ?? null;
    },
    async reset() {
      adapter = create();
    },
  };
}
