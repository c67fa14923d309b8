import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { SojournError, createAuth } from '../../src/index.js';
import { after, makeRow, noon } from '../../src/testing/fixtures.js';
import { quoteName } from '../support/sql-tables.mjs';
import type { Adapter, Lane, LaneKind, Section } from './support/lanes.js';
import { prismaLanes } from './support/prisma-lanes.js';
import { sqlLanes } from './support/sql-lanes.js';
import { allowDeletions, appTables, refuseDeletions } from './support/tables.js';

const conditions = { dryRun: false, timeout: 10_000 };
const dry = { dryRun: true, timeout: 10_000 };

/** Every table, what refers to others first. */
const tables = ['Comment', 'Invoice', 'Draft', 'Attachment', 'Note', 'Session', 'User'];

const notes: Section = { table: 'Note' };
const attachments: Section = { table: 'Attachment' };
const drafts: Section = { table: 'Draft' };
const invoices: Section = { table: 'Invoice' };
const comments: Section = { table: 'Comment' };

/** All of the app's, so that nothing is left which could keep the user. */
const everything = { attachments, notes, drafts, invoices, comments };
/** How many of each kind ada has. */
const adas = { attachments: 3, notes: 2, drafts: 1, invoices: 2, comments: 4, sessions: 3, user: 1 };
const nothing = Object.fromEntries(Object.keys(adas).map((name) => [name, 0]));

function suite({ name, needs, changes, open }: LaneKind): void {
  const missing = needs !== undefined && inject('missing').includes(needs);
  describe.skipIf(missing)(`${name}${missing ? ` (not tested: no ${needs})` : ''}`, () => {
    let lane: Lane;
    beforeAll(async () => {
      lane = await open();
    });
    afterAll(() => lane?.close());

    const quoted = (table: string) => quoteName(lane.dialect, table);

    async function insert(table: string, row: Record<string, string>): Promise<void> {
      const columns = Object.keys(row).map(quoted).join(', ');
      const marks = Object.keys(row).map(() => '?').join(', ');
      await lane.query(`INSERT INTO ${quoted(table)} (${columns}) VALUES (${marks})`, ...Object.values(row));
    }

    /** What the second reader sees, table by table. */
    async function readAll(): Promise<Record<string, Record<string, unknown>[]>> {
      const contents: Record<string, Record<string, unknown>[]> = {};
      for (const table of tables) {
        const rows = await lane.query(`SELECT * FROM ${quoted(table)} ORDER BY id`);
        contents[table] = rows.map((row) => ({ ...row }));
      }
      return contents;
    }

    /** The ids in each table that begin with the user's. */
    async function idsOf(userId: string): Promise<Record<string, string[]>> {
      const contents = Object.entries(await readAll());
      return Object.fromEntries(contents.map(([table, rows]) => [table, rows.map(({ id }) => String(id)).filter((id) => id.startsWith(userId))]));
    }

    async function fill(adapter: Adapter, userId: string): Promise<void> {
      await insert('User', { id: userId, email: `${userId}@example.com` });
      for (const number of ['1', '2']) await insert('Note', { id: `${userId}-note-${number}`, userId });
      for (const number of ['1', '2', '3']) {
        await insert('Attachment', { id: `${userId}-attachment-${number}`, noteId: `${userId}-note-1`, userId });
      }
      await insert('Draft', { id: `${userId}-draft`, userId });
      for (const number of ['1', '2']) await insert('Invoice', { id: `${userId}-invoice-${number}`, userId });
      for (const number of ['1', '2', '3', '4']) await insert('Comment', { id: `${userId}-comment-${number}`, userId });
      for (const values of [{}, { pending: 'email' }, { expirationDate: after(-1) }]) {
        expect(await adapter.insertSession((await makeRow(userId, values)) as never)).toBe('inserted');
      }
    }

    /** Two users with rows of every kind, and an adapter that erases these sections. */
    async function prepare(sections: Record<string, Section>): Promise<Adapter> {
      const adapter = lane.adapterWith(sections);
      await fill(adapter, 'ada');
      await fill(adapter, 'bob');
      return adapter;
    }

    beforeEach(async () => {
      for (const table of tables) await lane.query(`DELETE FROM ${quoted(table)}`);
    });

    test('takes every section, the sessions and the user, and nothing of others', async () => {
      const adapter = await prepare(everything);
      const bobs = await idsOf('bob');
      expect(await adapter.eraseUser!('ada', conditions)).toEqual(adas);
      const left = await readAll();
      expect(Object.values(left).flat().filter((row) => Object.values(row).includes('ada'))).toEqual([]);
      expect(await idsOf('ada')).toEqual(Object.fromEntries(tables.map((table) => [table, []])));
      expect(await idsOf('bob')).toEqual(bobs);
      expect(left.Session).toHaveLength(3);
    });

    test('counts in the order of the sections, then sessions and user', async () => {
      const counts = await (await prepare(everything)).eraseUser!('ada', dry);
      expect(Object.keys(counts)).toEqual(Object.keys(adas));
    });

    test('a dry run gives the counts of the run, and changes nothing', async () => {
      const adapter = await prepare(everything);
      const before = await readAll();
      expect(await adapter.eraseUser!('ada', dry)).toEqual(adas);
      expect(await readAll()).toEqual(before);
      expect(await adapter.eraseUser!('ada', conditions)).toEqual(adas);
    });

    test('again counts nothing, and so does a user who never was', async () => {
      const adapter = await prepare(everything);
      await adapter.eraseUser!('ada', conditions);
      const before = await readAll();
      for (const userId of ['ada', 'nobody']) {
        for (const each of [dry, conditions]) expect(await adapter.eraseUser!(userId, each)).toEqual(nothing);
      }
      expect(await readAll()).toEqual(before);
    });

    test('counts what went by cascade before its turn', async () => {
      const adapter = await prepare({ notes, attachments, drafts, invoices, comments });
      expect(await adapter.eraseUser!('ada', conditions)).toEqual(adas);
      expect(await idsOf('ada')).toEqual(Object.fromEntries(tables.map((table) => [table, []])));
    });

    test('what no section names goes by cascade uncounted, or is let go', async () => {
      const adapter = await prepare({ invoices, comments });
      expect(await adapter.eraseUser!('ada', conditions)).toEqual({ invoices: 2, comments: 4, sessions: 3, user: 1 });
      const left = await readAll();
      expect(await idsOf('ada')).toMatchObject({ Note: [], Attachment: [], Draft: ['ada-draft'], Session: [], User: [] });
      expect(left.Draft!.find(({ id }) => id === 'ada-draft')).toEqual({ id: 'ada-draft', userId: null });
    });

    test.each([
      ['by RESTRICT', { comments, notes }],
      ['by NO ACTION', { invoices, notes }],
    ])('rows that keep the user %s undo everything', async (_, sections) => {
      const adapter = await prepare(sections);
      const before = await readAll();
      expect(await adapter.eraseUser!('ada', conditions)).toBe('still-referenced');
      expect(await readAll()).toEqual(before);
    });

    test('rows that keep the user are an error that says so, and once they are named the erasure goes on', async () => {
      const files = { count: 2 };
      const authWith = (sections: Record<string, Section>) =>
        createAuth({
          adapter: lane.adapterWith(sections),
          now: () => noon,
          erasers: {
            files(_, { dryRun }) {
              const { count } = files;
              if (!dryRun) files.count = 0;
              return count;
            },
          },
        });
      await prepare(everything);
      const { invoices: __, ...some } = everything;
      const { invoices: ___, ...counted } = adas;
      const error = await authWith(some).eraseUserData('ada').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SojournError);
      expect(error).toMatchObject({ code: 'ERR_ERASURE', status: 500 });
      expect(error).toHaveProperty('erased', { files: 2 });
      expect(error).toHaveProperty('remaining', counted);
      expect(await authWith(everything).eraseUserData('ada')).toEqual({ files: 0, ...adas });
      expect(await idsOf('ada')).toEqual(Object.fromEntries(tables.map((table) => [table, []])));
    });

    test('a failure at the last step undoes everything, and calling again completes', async () => {
      const adapter = await prepare(everything);
      const auth = createAuth({ adapter, now: () => noon });
      const before = await readAll();
      for (const statement of refuseDeletions(lane.dialect)) await lane.query(statement);
      try {
        const error = await auth.eraseUserData('ada').catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_STORAGE', erased: {}, remaining: adas });
        expect(await readAll()).toEqual(before);
      } finally {
        for (const statement of allowDeletions(lane.dialect)) await lane.query(statement);
      }
      expect(await auth.eraseUserData('ada')).toEqual(adas);
    });

    test('rows that are stored at that moment are gone with the user, or refused', async () => {
      const adapter = lane.adapterWith({ notes, attachments });
      for (let round = 0; round < 5; round++) {
        const userId = `eve-${round}`;
        await insert('User', { id: userId, email: `${userId}@example.com` });
        const storing = ['1', '2', '3', '4'].map((number) => insert('Note', { id: `${userId}-${number}`, userId }));
        const [counts] = await Promise.all([adapter.eraseUser!(userId, conditions), Promise.allSettled(storing)]);
        expect(counts).toMatchObject({ user: 1 });
        expect(await idsOf(userId)).toMatchObject({ Note: [], User: [] });
      }
    });

    test.runIf(changes && needs !== undefined)('an erasure that took too long is undone, however late it goes on', async () => {
      const adapter = await prepare(everything);
      const calls: Promise<unknown>[] = [];
      const recording: Adapter = {
        ...adapter,
        eraseUser(userId, options) {
          const call = adapter.eraseUser!(userId, options);
          calls.push(call);
          return call;
        },
      };
      const before = await readAll();
      await lane.query('BEGIN');
      try {
        await lane.query(`SELECT id FROM ${quoted('User')} WHERE id = 'ada' FOR UPDATE`);
        const error = await createAuth({ adapter: recording }).eraseUserData('ada', { timeout: 500 }).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'ERR_STORAGE', remaining: adas });
      } finally {
        await lane.query('ROLLBACK');
      }
      expect(calls).toHaveLength(2);
      await expect(calls[1]).rejects.toMatchObject({ code: 'P2028' });
      expect(await readAll()).toEqual(before);
    });

    test.runIf(changes)('rows can be made nobody\'s instead, and then belong to nobody', async () => {
      const adapter = await prepare({ ...everything, comments: { table: 'Comment', erase: { userId: null } } });
      expect(await adapter.eraseUser!('ada', dry)).toEqual(adas);
      expect(await adapter.eraseUser!('ada', conditions)).toEqual(adas);
      const { Comment: rows = [] } = await readAll();
      expect(rows.filter(({ id }) => String(id).startsWith('ada')).map(({ userId }) => userId)).toEqual([null, null, null, null]);
      expect(rows.filter(({ id }) => String(id).startsWith('bob')).map(({ userId }) => userId)).toEqual(['bob', 'bob', 'bob', 'bob']);
      expect(await adapter.eraseUser!('ada', conditions)).toEqual(nothing);
    });

    test.runIf(changes)('rows that are made somebody\'s who is not there are a failure, and change nothing', async () => {
      const adapter = await prepare({ ...everything, comments: { table: 'Comment', erase: { userId: 'nobody' } } });
      const before = await readAll();
      await expect(adapter.eraseUser!('ada', conditions)).rejects.toThrow('The section "comments" cannot be changed');
      expect(await readAll()).toEqual(before);
    });

    test.runIf(changes)('a section that is to stay is neither touched nor counted', async () => {
      const adapter = await prepare({ ...everything, drafts: { table: 'Draft', erase: false } });
      const { drafts: _, ...others } = adas;
      expect(await adapter.eraseUser!('ada', conditions)).toEqual(others);
      expect((await idsOf('ada')).Draft).toEqual(['ada-draft']);
    });
  });
}

for (const kind of [...prismaLanes, ...sqlLanes]) suite(kind);

test('every table of the app is looked at', () => {
  expect(tables).toEqual(expect.arrayContaining([...appTables]));
});
