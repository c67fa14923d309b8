import { expect, inject, test } from 'vitest';
import type { StorageAdapter } from '../../src/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { makeRow, noon } from '../../src/testing/fixtures.js';
import { openBetterSqlite3 } from '../support/databases/sqlite.js';
import { createPlainClient } from '../support/harnesses.js';

const missing = inject('missing').includes('better-sqlite3');

// Its driver adapter has one connection: what is sent during a transaction becomes a part of it.
test.skipIf(missing)('a refused session undoes nothing that others do at the same time', async () => {
  const database = await openBetterSqlite3();
  const prisma = createPlainClient('sqlite', database.connect());
  try {
    await prisma.user.createMany({ data: ['ada', 'bob'].map((id) => ({ id, email: id, passwordHash: 'x' })) });
    const adapter: StorageAdapter = prismaAdapter(prisma) as StorageAdapter;
    const present = await makeRow('ada');
    await adapter.insertSession(present);
    const full = { now: noon, limit: { max: 1, onLimit: 'reject' as const } };
    const refusals = {
      'limit-reached': { values: {}, conditions: full },
      'duplicate-id': { values: { id: present.id }, conditions: { now: noon, replaces: present.id } },
    };
    for (const [outcome, { values, conditions }] of Object.entries(refusals)) {
      // The transaction has so many steps; the other insert falls into each of them.
      for (let step = 0; step < 40; step++) {
        const refused = await makeRow('ada', values);
        const other = await makeRow('bob');
        const insertOther = async () => {
          for (let turn = 0; turn < step; turn++) await Promise.resolve();
          for (let turn = 0; turn < step % 5; turn++) await new Promise((resolve) => setImmediate(resolve));
          return adapter.insertSession(other);
        };
        expect(await Promise.all([adapter.insertSession(refused, conditions), insertOther()])).toEqual([outcome, 'inserted']);
        expect(await adapter.findSessions([other.id])).toHaveLength(1);
      }
      expect(await adapter.findSessions([present.id])).toHaveLength(1);
    }
  } finally {
    await prisma.$disconnect();
    await database.close();
  }
});

test.skipIf(missing)('an erasure undoes nothing that others do at the same time', async () => {
  const database = await openBetterSqlite3();
  const prisma = createPlainClient('sqlite', database.connect());
  try {
    await prisma.user.createMany({ data: ['ada', 'bob'].map((id) => ({ id, email: id, passwordHash: 'x' })) });
    const adapter: StorageAdapter = prismaAdapter(prisma) as StorageAdapter;
    for (let step = 0; step < 40; step++) {
      for (const dryRun of [true, false]) {
        const other = await makeRow('bob');
        const insertOther = async () => {
          for (let turn = 0; turn < step; turn++) await Promise.resolve();
          for (let turn = 0; turn < step % 5; turn++) await new Promise((resolve) => setImmediate(resolve));
          return adapter.insertSession(other);
        };
        const results = await Promise.all([adapter.eraseUser!('ada', { dryRun, timeout: 5000 }), insertOther()]);
        expect(results).toEqual([{ sessions: 0, user: 1 }, 'inserted']);
        expect(await adapter.findSessions([other.id])).toHaveLength(1);
      }
      await prisma.user.createMany({ data: [{ id: 'ada', email: 'ada', passwordHash: 'x' }] });
    }
  } finally {
    await prisma.$disconnect();
    await database.close();
  }
});
