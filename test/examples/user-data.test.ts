import { Uint8ArrayReader, ZipReader, Uint8ArrayWriter } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Run, createDatabaseDirectory, different, examples, runExample } from './example-server.js';
import { addNotes } from './many-notes.js';
import { createVisitor } from './visitor.js';

const password = 'correct horse battery';

/** More than buffers hold between the server and a client that does not read. */
const many = 12_000;

describe.each(examples)('the data of a user of the %s example', (name) => {
  let database: Awaited<ReturnType<typeof createDatabaseDirectory>>;
  let run: Run;
  let origin: string;
  let users = 0;

  beforeAll(async () => {
    database = await createDatabaseDirectory();
    run = runExample(name, database.env);
    origin = await run.origin;
  }, 120_000);

  afterAll(async () => {
    await run?.stop();
    await database?.remove();
  });

  async function signUp() {
    const email = `user-${++users}@example.com`;
    const visitor = createVisitor(origin);
    expect((await visitor.post('/signup', { name: 'User', email, password })).status).toBe(303);
    const [row] = await database.query(`SELECT "id" FROM "User" WHERE "email" = '${email}'`);
    return { email, visitor, userId: row!.id as string };
  }

  /** How many rows a user has, by table. */
  async function countRows(userId: string): Promise<Record<string, unknown>> {
    const [row] = await database.query(`SELECT
      (SELECT count(*) FROM "User" WHERE "id" = '${userId}') AS users,
      (SELECT count(*) FROM "Session" WHERE "userId" = '${userId}') AS sessions,
      (SELECT count(*) FROM "Note" WHERE "userId" = '${userId}') AS notes`);
    return row!;
  }

  function entries(): Record<string, unknown>[] {
    const lines = run.output().split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  function expectEntry(entry: Record<string, unknown>): Promise<void> {
    return vi.waitFor(() => expect(entries()).toContainEqual(expect.objectContaining(entry)));
  }

  describe('download', () => {
    test('as JSON holds all of it, and no credential', async () => {
      const { visitor, email, userId } = await signUp();
      await visitor.post('/notes', { text: 'hello' });
      const answer = await visitor.post('/export', { format: 'json' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="user-data-\d{4}-\d\d-\d\d\.json"$/);
      expect(JSON.parse(answer.body)).toMatchObject({
        format: 'sojourn.user-data/1',
        user: { email },
        sessions: [{ userId }],
        notes: [{ text: 'hello' }],
      });
      expect(answer.body).not.toMatch(/argon2|sha256|Hash|totp/);
      await expectEntry({ type: 'user-data.exported', userId, ipAddress: '127.0.0.1' });
    });

    test('as ZIP holds all of it, and each note as a text file', async () => {
      const { visitor, email } = await signUp();
      await visitor.post('/notes', { text: 'Milk/eggs: 2\nand bread' });
      await visitor.post('/notes', { text: '../../etc/passwd' });
      const answer = await visitor.post('/export', { format: 'zip' });
      expect(answer.headers.get('content-type')).toBe('application/zip');
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="user-data-\d{4}-\d\d-\d\d\.zip"$/);
      const files = new Map<string, string>();
      for (const entry of await new ZipReader(new Uint8ArrayReader(answer.bytes)).getEntries()) {
        if (!entry.directory) files.set(entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter())).toString());
      }
      expect(JSON.parse(files.get('user.json')!)).toMatchObject({ email });
      expect(JSON.parse(files.get('notes.json')!)).toHaveLength(2);
      expect(JSON.parse(files.get('export.json')!)).toMatchObject({ format: 'sojourn.user-data/1' });
      const texts = [...files].filter(([fileName]) => fileName.endsWith('.txt'));
      expect(texts.map(([, content]) => content).sort()).toEqual(['../../etc/passwd\n', 'Milk/eggs: 2\nand bread\n']);
      for (const [fileName] of texts) expect(fileName).toMatch(/^files\/notes\/\d{4}-\d\d-\d\d [^/\\:]+\.txt$/);
      expect([...files.values()].join()).not.toMatch(/argon2|sha256|Hash|totp/);
    });

    test('is of the JSON where the form asks for what there is not', async () => {
      const { visitor } = await signUp();
      for (const format of ['', 'xml', 'toString', '__proto__']) {
        expect((await visitor.post('/export', { format })).headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
    });

    test('shows how far it is to its user, one at a time, and is free again when the client has left', async () => {
      const { visitor, userId } = await signUp();
      const { visitor: other } = await signUp();
      await addNotes(database, userId, many);
      const progress = async (id: string, who = visitor) => JSON.parse((await who.get(`/export/progress?id=${id}`)).body) as unknown;
      expect(await progress('first')).toBeNull();

      const first = await visitor.openPost('/export', { id: 'first' });
      expect(first.status).toBe(200);
      await vi.waitFor(async () => expect(await progress('first')).toMatchObject({ state: 'running', total: many }));
      const { rows } = (await progress('first')) as { rows: number };
      expect(rows).toBeLessThan(many);
      expect(await progress('first', other)).toBeNull();
      expect(await progress('second')).toBeNull();

      const second = await visitor.post('/export', { id: 'second' });
      expect(second.status).toBe(429);
      expect(second.headers.get('content-disposition')).toBeNull();
      expect(second.body).toContain('<h1>A download is running</h1>');
      expect(await progress('first')).toMatchObject({ state: 'running' });
      expect((await other.post('/export')).status).toBe(200);

      await first.body!.cancel();
      await vi.waitFor(async () => expect(await progress('first')).toMatchObject({ state: 'failed' }));
      await expectEntry({ type: 'download.broken-off', userId, ipAddress: '127.0.0.1' });

      const third = await visitor.post('/export', { id: 'third' });
      expect((JSON.parse(third.body) as { notes: unknown[] }).notes).toHaveLength(many);
      expect(await progress('third')).toEqual({ state: 'complete', rows: many, files: 0, total: many });
      expect(await progress('first')).toBeNull();
    }, 60_000);

    if (different.includes(name)) test('as ZIP shows how far it is by rows and files', async () => {
      const { visitor, userId } = await signUp();
      await addNotes(database, userId, 1500, 'short');
      expect((await visitor.post('/export', { format: 'zip', id: 'zip' })).status).toBe(200);
      const { body } = await visitor.get('/export/progress?id=zip');
      expect(JSON.parse(body)).toEqual({ state: 'complete', rows: 1500, files: 1500, total: 3000 });
    }, 60_000);

    test('breaks off if the database fails half-way, and the server goes on', async () => {
      const { visitor, userId } = await signUp();
      await addNotes(database, userId, many);
      const answer = await visitor.openPost('/export');
      expect(answer.status).toBe(200);
      await database.query('ALTER TABLE "Note" RENAME TO "Away"');
      try {
        await expect(answer.text()).rejects.toThrow('terminated');
      } finally {
        await database.query('ALTER TABLE "Away" RENAME TO "Note"');
      }
      await vi.waitFor(() => expect(entries().filter(({ type }) => type === 'request.failed')).toHaveLength(1));
      expect((await visitor.get('/account')).status).toBe(200);
      expect((await visitor.post('/export')).status).toBe(200);
    }, 60_000);
  });

  describe('deletion', () => {
    test('says what would go, and needs the password and a tick', async () => {
      const { visitor, email, userId } = await signUp();
      await visitor.post('/notes', { text: 'one' });
      await visitor.post('/notes', { text: 'two' });
      await createVisitor(origin).post('/login', { email, password });
      const before = await countRows(userId);
      expect(before).toEqual({ users: 1, sessions: 2, notes: 2 });

      const { status, body } = await visitor.get('/account/delete');
      expect(status).toBe(200);
      expect(body).toContain('<li>2 notes</li>');
      expect(body).toContain('<li>2 sessions, this one among them</li>');
      expect(body).toContain(email);

      const refused: [fields: Record<string, string>, reason: string][] = [
        [{}, 'Tick the box to say that you mean it'],
        [{ password }, 'Tick the box to say that you mean it'],
        [{ password, confirm: 'no' }, 'Tick the box to say that you mean it'],
        [{ confirm: 'yes' }, 'This is not your password'],
        [{ confirm: 'yes', password: 'wrong' }, 'This is not your password'],
      ];
      for (const [fields, reason] of refused) {
        const answer = await visitor.post('/account/delete', fields);
        expect(answer.status).toBe(422);
        expect(answer.body).toContain(reason);
        expect(answer.body).toContain('<title>Error: Delete your account');
      }
      expect(await countRows(userId)).toEqual(before);
      await expectEntry({ type: 'password.refused', userId });
      expect(entries().filter(({ type }) => type === 'user-data.erased')).toEqual([]);
    });

    test('deletes all of it at once, and nothing of others', async () => {
      const { visitor, email, userId } = await signUp();
      const { visitor: other, userId: otherId } = await signUp();
      await other.post('/notes', { text: 'of another' });
      await addNotes(database, userId, 1234);
      const elsewhere = createVisitor(origin);
      await elsewhere.post('/login', { email, password });
      expect((await visitor.get('/account/delete')).body).toContain('<li>1,234 notes</li>');

      const answer = await visitor.post('/account/delete', { password, confirm: 'yes' });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe('/?notice=account-deleted');
      expect(visitor.cookies.size).toBe(0);
      expect((await visitor.get('/?notice=account-deleted')).body).toContain('Your account is deleted, with all that was in it.');
      expect(await countRows(userId)).toEqual({ users: 0, sessions: 0, notes: 0 });
      expect(await countRows(otherId)).toEqual({ users: 1, sessions: 1, notes: 1 });
      expect((await elsewhere.get('/account')).headers.get('location')).toBe('/login?notice=log-in-first');
      expect((await createVisitor(origin).post('/login', { email, password })).status).toBe(401);
      expect((await other.get('/account')).status).toBe(200);
      await expectEntry({
        type: 'user-data.erased',
        userId,
        ipAddress: '127.0.0.1',
        counts: { user: 1, sessions: 2, notes: 1234 },
      });
    });

    test('ends a download of the same user, which is not taken for the whole', async () => {
      const { visitor, userId } = await signUp();
      await addNotes(database, userId, many);
      const download = await visitor.openPost('/export');
      expect((await visitor.post('/account/delete', { password, confirm: 'yes' })).status).toBe(303);
      await expect(download.text()).rejects.toThrow('terminated');
      expect(await countRows(userId)).toEqual({ users: 0, sessions: 0, notes: 0 });
    }, 60_000);
  });
});
