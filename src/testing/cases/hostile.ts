import assert from 'node:assert/strict';
import { createAuth } from '../../auth/create-auth.js';
import type { UserId } from '../../session/session.js';
import { after, insertRow, makeRow, noon } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

/** What might mean more than itself in SQL, in a pattern, in an object or in a key. */
export const hostileTexts = [
  `' OR '1'='1`,
  `" OR "1"="1`,
  `'; DELETE FROM "Session"; --`,
  '` OR 1=1 #',
  '\\',
  '%',
  '_'.repeat(24),
  '*',
  '?',
  '$1',
  '{a}:b',
  '[^x]',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  '0',
  ' ',
  '\r\nDEL x\r\n',
];

/** The answer, or `undefined` for a refusal: both are fine where a value is hostile. */
export async function answerOf<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch {
    return undefined;
  }
}

/** What a careless comparison would find equal to the id, or to other ids of its type. */
export function idsOfAnotherType(userId: UserId): UserId[] {
  if (typeof userId === 'string') return [0, 1, 0n, Number.MAX_SAFE_INTEGER];
  return [String(userId), `${userId} `, `${userId} or 1=1`];
}

export const hostileCases: StorageCase[] = [
  {
    name: 'hostile ids: as a session id, name no session and touch none',
    async run(kit) {
      const row = await insertRow(kit);
      for (const id of [...hostileTexts, row.id.toUpperCase(), `${row.id} `, row.id.slice(0, 23)]) {
        const found = (await answerOf(() => kit.adapter.findSessions([id]))) ?? [];
        assert.deepEqual(found.filter(({ session }) => session.id === id), []);
        if (id.toLowerCase().trim() === row.id) continue; // A collation that ignores case or blanks finds the row itself.
        assert.deepEqual(found, []);
        assert.deepEqual((await answerOf(() => kit.adapter.findSessions([id], { previous: true }))) ?? [], [], id);
        assert.ok(!(await answerOf(() => kit.adapter.deleteSession(id))), id);
        assert.ok(!(await answerOf(() => kit.adapter.updateAttributes(id, { hostile: true }, noon))), id);
        const { expirationDate, updatedAt } = row;
        const renewal = { id, from: { expirationDate, updatedAt }, to: { expirationDate, updatedAt: after(1) } };
        assert.ok(!(await answerOf(() => kit.adapter.renewSession(renewal))), id);
      }
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'hostile ids: as a user id, name no user and touch nobody\'s sessions',
    async run(kit) {
      const row = await insertRow(kit);
      for (const text of hostileTexts) {
        const userId: UserId = text;
        assert.ok(!(await answerOf(() => kit.adapter.deleteUserSessions(userId))), text);
        assert.deepEqual((await answerOf(() => kit.adapter.listUserSessions(userId, noon))) ?? [], [], text);
        assert.ok(!(await answerOf(() => kit.adapter.readUserRecord(userId))), text);
        assert.ok(!(await answerOf(() => kit.adapter.deleteSession(row.id, userId))), text);
        const outcome = await answerOf(async () => kit.adapter.insertSession(await makeRow(userId)));
        assert.ok(outcome === undefined || outcome === 'unknown-user', text);
      }
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    // MySQL finds every id that does not begin with a digit equal to the number 0, and '7 or more' equal to 7.
    name: 'hostile ids: a user id of another type names no user',
    async run(kit) {
      const row = await insertRow(kit);
      const { userId } = row;
      for (const other of idsOfAnotherType(userId)) {
        assert.ok(!(await answerOf(() => kit.adapter.deleteUserSessions(other))), String(other));
        assert.deepEqual((await answerOf(() => kit.adapter.listUserSessions(other, noon))) ?? [], [], String(other));
        assert.ok(!(await answerOf(() => kit.adapter.deleteSession(row.id, other))), String(other));
      }
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'hostile text: attributes named like parts of objects and statements come back to the letter',
    async run(kit) {
      const inner = Object.fromEntries(hostileTexts.map((key) => [`${key}x`, key]));
      const attributes = { constructor: null as never, $ne: '', $set: { admin: true }, inner };
      const row = await insertRow(kit, { attributes });
      assert.deepEqual(await kit.readSession(row.id), row);
      const [found] = await kit.adapter.findSessions([row.id]);
      assert.deepEqual(found!.session.attributes, attributes);
      const updated = await kit.adapter.updateAttributes(row.id, { ...attributes, second: inner }, noon);
      assert.deepEqual(updated?.attributes, { ...attributes, second: inner });
    },
  },
  {
    name: 'hostile text: a user agent of any length, with NUL and lone surrogates, is stored as it is answered',
    async run(kit) {
      const auth = createAuth({ adapter: kit.adapter, now: () => noon });
      const userAgent = `NUL \0, lone \uD83D and \uDC69, whole 👩‍💻 ${'x'.repeat(100_000)}`;
      const attributes = { note: 'NUL \0 and \uDFFF' };
      const { session, token } = await auth.createSession(await kit.createUser(), { userAgent, ipAddress: '::1\0', attributes });
      assert.equal(session.userAgent?.length, 190);
      assert.ok(session.userAgent.startsWith('NUL , lone \uFFFD and \uFFFD, whole 👩‍💻 x'));
      assert.equal(session.ipAddress, '::1');
      assert.deepEqual(session.attributes, { note: 'NUL  and \uFFFD' });
      const stored = await kit.readSession(session.id);
      const kept = { secretHash: stored?.secretHash, pending: null, previousId: null, previousHash: null, previousUntil: null };
      assert.deepEqual(stored, { ...session, ...kept });
      assert.deepEqual((await auth.validateSession(token))?.session, session);
    },
  },
];
