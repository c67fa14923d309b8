import { describe, expect, test } from 'vitest';
import { after, noon } from '../../src/testing/fixtures.js';
import { minute, setUp } from '../support/auth.js';

describe('isFresh', () => {
  test('holds until maxAge after the authentication, and not at it', async () => {
    const { auth, clock } = setUp();
    const { session } = await auth.createSession('ada');
    expect(auth.isFresh(session, 1)).toBe(true);
    clock.advance(5 * minute - 1);
    expect(auth.isFresh(session, 5 * minute)).toBe(true);
    clock.advance(1);
    expect(auth.isFresh(session, 5 * minute)).toBe(false);
  });

  test('neither renewal nor rotation makes a session fresh; reauthentication does', async () => {
    const { auth, clock } = setUp({ lifetime: { idle: 60 * minute, absolute: 600 * minute } });
    const { token } = await auth.createSession('ada');
    clock.advance(30 * minute);
    const renewed = await auth.validateSession(token);
    expect(renewed).toMatchObject({ renewed: true });
    expect(auth.isFresh(renewed!.session, 5 * minute)).toBe(false);
    const rotated = await auth.rotateSession(token);
    expect(auth.isFresh(rotated!.session, 5 * minute)).toBe(false);
    const again = await auth.reauthenticate(rotated!.token);
    expect(auth.isFresh(again!.session, 5 * minute)).toBe(true);
  });

  test('when in doubt it does not hold', () => {
    const { auth } = setUp();
    expect(auth.isFresh({ authenticatedAt: new Date(NaN) }, minute)).toBe(false);
  });

  test.each([undefined, null, 0, -1, 1.5, NaN, Infinity, '60000', 2 ** 31])('a maxAge of %s throws', (maxAge) => {
    const { auth } = setUp();
    expect(() => auth.isFresh({ authenticatedAt: noon }, maxAge as number)).toThrow('"maxAge"');
  });

  test('what is no session throws', () => {
    const { auth } = setUp();
    for (const value of [null, undefined, 'ada', []]) expect(() => auth.isFresh(value as never, minute)).toThrow('"session"');
    expect(auth.isFresh({ authenticatedAt: after(1) }, minute)).toBe(true);
  });
});
