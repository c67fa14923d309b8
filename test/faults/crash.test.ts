import { expect, inject, test } from 'vitest';
import { type Job, type Message, inFlight, operationCount } from '../support/crash/messages.js';
import { runAndKill } from '../support/crash/run-and-kill.js';
import type { Database } from '../support/databases/database.js';
import { openPostgresql } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { postgresqlAt } from './support/sql-servers.js';
import { servers } from '../support/servers.js';

/** What is known of a session from what the process said. */
interface Known {
  /** When the last acknowledged renewal lets it end. */
  expirationDate: number;
  /** What was under way when the process died. */
  underWay?: { begin: 'renew' | 'rotate' | 'invalidate'; newId?: string };
}

const userId = 'user-of-the-process';

function sessionsKnown(messages: Message[]): { live: Map<string, Known>; ended: Set<string>; newIds: Set<string> } {
  const live = new Map<string, Known>();
  const ended = new Set<string>();
  for (const message of messages) {
    const known = live.get(message.id);
    if ('begin' in message) {
      known!.underWay = message;
    } else if (message.done === 'create') {
      live.set(message.id, { expirationDate: 0 });
    } else if (message.done === 'renew') {
      live.set(message.id, { expirationDate: message.expirationDate });
    } else {
      live.delete(message.id);
      ended.add(message.id);
      if (message.done === 'rotate') live.set(message.newId, { expirationDate: known!.expirationDate });
    }
  }
  const newIds = new Set([...live.values()].flatMap(({ underWay }) => underWay?.newId ?? []));
  return { live, ended, newIds };
}

/** Nothing that was acknowledged is lost; what is not known is at most what was under way. */
function assertNothingLost(messages: Message[], stored: Map<string, number>): void {
  const { live, ended, newIds } = sessionsKnown(messages);
  for (const [id, { expirationDate, underWay }] of live) {
    if (underWay?.begin === 'rotate') {
      const names = [id, underWay.newId!].filter((each) => stored.has(each));
      expect(names, 'ids of a session that was being rotated').toHaveLength(1);
    } else if (underWay?.begin !== 'invalidate') {
      expect(stored.has(id), `session ${id} is there`).toBe(true);
      expect(stored.get(id), `expiry of session ${id}`).toBeGreaterThanOrEqual(expirationDate);
    }
  }
  expect([...ended].filter((id) => stored.has(id)), 'sessions that were ended').toEqual([]);
  const unknown = [...stored.keys()].filter((id) => !live.has(id) && !newIds.has(id));
  const underWay = [...live.values()].filter((known) => known.underWay).length;
  expect(unknown.length, 'sessions that nobody heard of').toBeLessThanOrEqual(inFlight - underWay);
}

async function survive(storage: Job['storage'], url: string, database: Database): Promise<void> {
  const { query, quote } = database;
  const names = ['id', 'email', 'passwordHash'].map(quote).join(', ');
  await query(`INSERT INTO ${quote('User')} (${names}) VALUES (?, ?, ?)`, userId, 'user@example.com', 'x');
  // Anywhere from three to five tenths of the way. TEST_KILL_AFTER repeats a run.
  const killAfter = Number(process.env.TEST_KILL_AFTER ?? Math.round(operationCount * (0.3 + 0.2 * Math.random())));
  console.log(`${storage}: killed after ${killAfter} operations`);
  const messages = await runAndKill({ storage, url, userId }, killAfter);
  expect(messages.filter((message) => 'done' in message).length).toBeGreaterThanOrEqual(killAfter);
  const rows = await query(`SELECT ${quote('id')}, ${quote('expirationDate')} FROM ${quote('Session')}`);
  const stored = new Map(rows.map((row) => [String(row.id), toTime(String(row.expirationDate))]));
  assertNothingLost(messages, stored);
}

/** PostgreSQL gives dates in UTC without saying so. */
function toTime(text: string): number {
  const date = text.replace(' ', 'T');
  return Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(date) ? date : `${date}Z`);
}

test.skipIf(inject('missing').includes('PostgreSQL')).each(['prisma-postgresql', 'sql-postgresql'] as const)(
  '%s: a process killed in the midst of 10,000 operations loses none that was acknowledged',
  { timeout: 120_000 },
  async (storage) => {
    const database = await openPostgresql();
    try {
      const [row] = await database.query('SELECT current_database() AS name');
      await survive(storage, postgresqlAt(Number(new URL(servers.PostgreSQL).port || 5432), String(row!.name)), database);
      // Nothing of the process is left on the server, and no lock: every session can be deleted.
      const left = `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;
      await expect.poll(() => database.query(left), { timeout: 10_000, interval: 20 }).toEqual([]);
      await database.query("SET lock_timeout = '1s'");
      await database.query('DELETE FROM "Session"');
      expect(await database.query('SELECT 1 FROM "Session"')).toEqual([]);
    } finally {
      await database.close();
    }
  },
);

test.each(['prisma-sqlite', 'sql-sqlite'] as const)(
  '%s: a process killed in the midst of 10,000 operations loses none that was acknowledged',
  { timeout: 120_000 },
  async (storage) => {
    const database = await openSqlite('sqlite');
    try {
      const [list] = await database.query('PRAGMA database_list');
      expect(await database.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
      await survive(storage, `file:${String(list!.file)}`, database);
      expect(await database.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      await database.query('DELETE FROM "Session"');
      expect(await database.query('SELECT 1 FROM "Session"')).toEqual([]);
    } finally {
      await database.close();
    }
  },
);
