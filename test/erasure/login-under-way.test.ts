import pg from 'pg';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { pgExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { makeRow } from '../../src/testing/fixtures.js';
import { servers } from '../support/servers.js';
import type { Lane } from './support/lanes.js';
import { prismaLanes } from './support/prisma-lanes.js';
import { sqlLanes } from './support/sql-lanes.js';

const lanes = [...prismaLanes, ...sqlLanes].filter(({ needs }) => needs === 'PostgreSQL');

/** A connection of another process to the database. */
async function connect({ query }: Lane): Promise<pg.Client> {
  const [row] = await query('SELECT current_database() AS name');
  const url = new URL(servers.PostgreSQL);
  url.pathname = String(row!.name);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

async function somethingWaits({ query }: Lane): Promise<void> {
  const sql = 'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0';
  await expect.poll(async () => (await query(sql))[0]!.count, { timeout: 10_000 }).toBe(1);
}

describe.skipIf(inject('missing').includes('PostgreSQL')).each(lanes)('an erasure by $name', ({ open }) => {
  test('waits for a login under way before it takes what that one may have to take', async () => {
    const lane = await open();
    onTestFinished(() => lane.close());
    const adapter = lane.adapterWith({});
    await lane.query(`INSERT INTO "User" ("id", "email") VALUES ('ada', 'ada@example.com')`);
    const oldest = await makeRow('ada');
    expect(await adapter.insertSession(oldest as never)).toBe('inserted');
    const login = await connect(lane);
    onTestFinished(() => login.end());

    // A login at its limit has stored its session, and is about to delete the oldest.
    await login.query('BEGIN');
    const own = sqlAdapter({ dialect: 'postgresql', execute: pgExecutor(login) });
    expect(await own.insertSession((await makeRow('ada')) as never)).toBe('inserted');
    const erasure = adapter.eraseUser!('ada', { dryRun: false, timeout: 10_000 });
    erasure.catch(() => {});
    await somethingWaits(lane);
    // Well before a deadlock would be found.
    await login.query(`SET LOCAL lock_timeout = '100ms'`);
    expect((await login.query('DELETE FROM "Session" WHERE "id" = $1', [oldest.id])).rowCount).toBe(1);
    await login.query('COMMIT');

    expect(await erasure).toEqual({ user: 1, sessions: 1 });
    expect(await lane.query('SELECT "id" FROM "Session"')).toEqual([]);
  });
});
