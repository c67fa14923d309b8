import { describe, test } from 'vitest';
import type { SessionRow } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { testStorageAdapter } from '../../src/testing/index.js';

describe('memory', () => {
  const users = new Set<number>();
  let created = 0;
  let adapter: ReturnType<typeof create>;
  const create = () => memoryAdapter({ loadUser: (id: number) => (users.has(id) ? { id } : null) });

  testStorageAdapter(test, {
    createAdapter: () => adapter,
    async createUser() {
      users.add(++created);
      return created;
    },
    async deleteUser(userId) {
      users.delete(userId);
    },
    // A map in memory has no second way in.
    async readSession(sessionId): Promise<SessionRow<number> | null> {
      const [found] = await adapter.findSessions([sessionId]);
      return found?.session ?? null;
    },
    async reset() {
      adapter = create();
    },
  });
});
