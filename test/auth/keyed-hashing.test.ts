import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { after } from '../../src/testing/fixtures.js';
import { createToken, hashSecret } from '../../src/session/token.js';
import { hour, setUp } from '../support/auth.js';

const first = 'first-key-'.repeat(4);
const second = new Uint8Array(32).fill(7);

type Adapter = ReturnType<typeof setUp>['adapter'];

async function hashOf(adapter: Adapter, id: string): Promise<string> {
  const [found] = await adapter.findSessions([id]);
  return found!.session.secretHash;
}

describe('keyed hashing', () => {
  test('stores HMAC-SHA-256 of the secret behind a mark that names the key', async () => {
    for (const key of [first, second]) {
      const { auth, adapter } = setUp({ hashKeys: [key] });
      const { token, session } = await auth.createSession('Ada');
      const [, secret] = token.split('.');
      const mac = createHmac('sha256', key).update(`${secret}.${session.id}.string.ada`).digest('base64url');
      const [mark, keyId, hash] = (await hashOf(adapter, session.id)).split(':');
      expect([mark, hash]).toEqual(['hmac-sha256', mac]);
      expect(keyId).toMatch(/^[A-Za-z0-9_-]{8}$/);
      expect(await auth.validateSession(token)).not.toBeNull();
    }
  });

  test('who can write rows but has no key cannot make a session', async () => {
    const { auth, adapter } = setUp({ hashKeys: [first] });
    const { token, session } = await auth.createSession('ada');
    const forged = await createToken();
    const [found] = await adapter.findSessions([session.id]);
    const mark = found!.session.secretHash.slice(0, 'hmac-sha256:12345678:'.length);
    const [, secret] = forged.token.split('.');
    for (const secretHash of [forged.secretHash, mark + forged.secretHash.slice(7), mark, `${mark}${secret}`, 'hmac-sha256::x']) {
      const id = (await createToken()).id;
      await adapter.insertSession({ ...found!.session, id, secretHash });
      expect(await auth.validateSession(`${id}.${secret}`)).toBeNull();
    }
    expect(await auth.validateSession(token)).not.toBeNull();
  });

  test('who can write rows cannot turn a session of their own into another user\'s, or into another', async () => {
    const { auth, adapter } = setUp({ hashKeys: [first], rotation: { grace: hour } });
    const own = await auth.createSession('eve');
    const victim = await auth.createSession('ada');
    const rowOf = async (id: string) => (await adapter.findSessions([id]))[0]!.session;
    const [row, other] = [await rowOf(own.session.id), await rowOf(victim.session.id)];
    const [, secret] = own.token.split('.');
    const id = (await createToken()).id;
    const forged = [
      { ...row, userId: 'ada' },
      { ...other, secretHash: row.secretHash },
      { ...row, id, userId: 'eve' },
      { ...other, id, previousId: row.id, previousHash: row.secretHash, previousUntil: after(hour) },
      { ...row, userId: 7 as never },
    ];
    for (const each of forged) {
      await adapter.deleteUserSessions('eve');
      await adapter.deleteUserSessions('ada');
      await adapter.deleteUserSessions(7 as never);
      await adapter.insertSession(each);
      for (const name of [row.id, other.id, id]) expect(await auth.validateSession(`${name}.${secret}`)).toBeNull();
    }
  });

  test('an id of a user in other letters, as databases write a UUID, is the same', async () => {
    const { auth, adapter } = setUp({ hashKeys: [first] });
    const { token, session } = await auth.createSession('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11');
    const [found] = await adapter.findSessions([session.id]);
    await adapter.deleteSession(session.id);
    await adapter.insertSession({ ...found!.session, userId: session.userId.toLowerCase() });
    expect(await auth.validateSession(token)).not.toBeNull();
  });

  test('hashes by an older key, and where asked for by none, verify, and are made anew at the next renewal', async () => {
    for (const hashKeys of [undefined, [first]]) {
      const older = setUp(hashKeys ? { hashKeys } : {});
      const { token, session } = await older.auth.createSession('ada');
      const stored = await hashOf(older.adapter, session.id);
      const { auth, adapter, clock, calls } = setUp({ adapter: older.adapter, hashKeys: [second, ...(hashKeys ?? [null])] });
      expect(await auth.validateSession(token)).toMatchObject({ renewed: false });
      expect(await hashOf(adapter, session.id)).toBe(stored);
      clock.advance(8 * hour);
      calls.length = 0;
      expect(await auth.validateSession(token)).toMatchObject({ renewed: true });
      expect(calls).toEqual(['findSessions', 'renewSession']);
      const upgraded = await hashOf(adapter, session.id);
      const fresh = await auth.createSession('ada');
      expect(upgraded.slice(0, 21)).toBe((await hashOf(adapter, fresh.session.id)).slice(0, 21));
      // From now on the new key alone is enough.
      const later = setUp({ adapter, hashKeys: [second] });
      later.clock.time = clock.time;
      expect(await later.auth.validateSession(token)).not.toBeNull();
    }
  });

  test('once its key is gone a session is not valid', async () => {
    const before = setUp({ hashKeys: [first] });
    const { token } = await before.auth.createSession('ada');
    expect(await setUp({ adapter: before.adapter, hashKeys: [second] }).auth.validateSession(token)).toBeNull();
    expect(await setUp({ adapter: before.adapter }).auth.validateSession(token)).toBeNull();
    expect(await before.auth.validateSession(token)).not.toBeNull();
    const plain = setUp();
    const unkeyed = await plain.auth.createSession('ada');
    expect(await setUp({ adapter: plain.adapter, hashKeys: [first] }).auth.validateSession(unkeyed.token)).toBeNull();
  });

  test('a renewal by the present key leaves the hash alone', async () => {
    const { auth, adapter, clock } = setUp({ hashKeys: [first, second] });
    const { token, session } = await auth.createSession('ada');
    const stored = await hashOf(adapter, session.id);
    clock.advance(8 * hour);
    expect(await auth.validateSession(token)).toMatchObject({ renewed: true });
    expect(await hashOf(adapter, session.id)).toBe(stored);
  });

  test('rotation, pending logins and the token before a rotation work with keys', async () => {
    const { auth, adapter } = setUp({ hashKeys: [first], rotation: { grace: hour } });
    const begun = await auth.createSession('ada', { pending: 'second-factor' });
    const done = await auth.completePendingSession(begun.token);
    const rotated = await auth.rotateSession(done!.token);
    expect(await hashOf(adapter, rotated!.session.id)).toMatch(/^hmac-sha256:/);
    expect((await auth.validateSession(done!.token))!.session).toEqual(rotated!.session);
    expect((await auth.validateSession(rotated!.token))!.session).toEqual(rotated!.session);
  });

  test('a plain hash is a fixed point: SHA-256 in base64url behind its mark', async () => {
    expect(await hashSecret('secret')).toBe('sha256:K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols');
  });

  test.each([[], 'x'.repeat(32), ['x'.repeat(31)], [new Uint8Array(31)], [first, 7], [null], [null, first], {}])(
    'wrong keys throw at once: %j',
    (hashKeys) => {
      expect(() => createAuth({ adapter: memoryAdapter(), hashKeys: hashKeys as never })).toThrow('"hashKeys"');
    },
  );
});
