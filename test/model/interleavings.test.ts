import { describe, expect, test } from 'vitest';
import { forEveryOrder } from './explore.js';
import { type Breakage, type Options, clients, limit, runWorld } from './world.js';

/** Every choice of three from the names, with repetition, in one order each. */
function triples(names: readonly string[]): string[][] {
  return names.flatMap((a, i) => names.slice(i).flatMap((b, j) => names.slice(i + j).map((c) => [a, b, c])));
}

const settings: [string, Options][] = [
  ['refusing at the limit', { maxSessionsPerUser: { max: limit, onLimit: 'reject' } }],
  ['evicting at the limit and ending a session whose old token is used', { maxSessionsPerUser: limit, rotation: { onReuse: 'revoke' } }],
];

describe.each(settings)('three clients, %s', (_, options) => {
  test.each(Object.keys(clients))('with %s among them, no order breaks a promise', async (name) => {
    let orders = 0;
    const names = Object.keys(clients);
    // Each choice of three once: with the client that comes first in it.
    for (const triple of triples(names.slice(names.indexOf(name))).filter(([first]) => first === name)) {
      orders += await forEveryOrder((choose) =>
        runWorld(triple, options, choose).catch((error: unknown) => {
          throw new Error(`Broken by ${triple.join(', ')}`, { cause: error });
        }),
      );
    }
    expect(orders).toBeGreaterThan(0);
  }, 120_000);
});

const broken: [string, string[], string, Breakage][] = [
  [
    'renews by id alone, whatever the row is by then, and brings back an ended one',
    ['validate', 'end'],
    'An ended session is there again',
    (adapter, step) => ({
      ...adapter,
      async renewSession(renewal) {
        const [found] = await adapter.findSessions([renewal.id]);
        await step();
        if (found && !(await adapter.renewSession(renewal))) await adapter.insertSession({ ...found.session, ...renewal.to });
        return true;
      },
    }),
  ],
  [
    'rotates in two steps',
    ['rotate', 'validate'],
    'Two ids name one session',
    (adapter, step) => ({
      ...adapter,
      async rotateSession({ id, to }) {
        const [found] = await adapter.findSessions([id]);
        if (!found) return 'not-found';
        await adapter.insertSession({ ...found.session, ...to });
        await step();
        await adapter.deleteSession(id);
        return 'rotated';
      },
    }),
  ],
  [
    'lets two rotations of one token win',
    ['rotate', 'rotate'],
    'Two ids name one session',
    (adapter, step) => ({
      ...adapter,
      async rotateSession(rotation) {
        const [found] = await adapter.findSessions([rotation.id]);
        await step();
        if (!found) return 'not-found';
        if ((await adapter.rotateSession(rotation)) !== 'rotated') await adapter.insertSession({ ...found.session, ...rotation.to });
        return 'rotated';
      },
    }),
  ],
  [
    'counts sessions in one step and inserts in another',
    ['log in', 'log in', 'complete'],
    'There are more sessions than the limit',
    (adapter, step) => ({
      ...adapter,
      async insertSession(row, conditions) {
        const live = await adapter.listUserSessions(row.userId, row.createdAt);
        await step();
        const full = live.filter(({ pending }) => pending === null).length >= limit;
        if (full) return adapter.insertSession(row, conditions);
        const { limit: _, ...others } = conditions!;
        return adapter.insertSession(row, others);
      },
    }),
  ],
  [
    'lets two completions of one login win',
    ['complete', 'complete'],
    'More than one completion of a login won',
    (adapter) => ({ ...adapter, deleteSession: async (id) => (await adapter.deleteSession(id), true) }),
  ],
  [
    'renews past the absolute timeout',
    ['validate', 'rotate'],
    'An expiry is past the absolute timeout',
    (adapter) => ({
      ...adapter,
      renewSession: ({ to, ...others }) =>
        adapter.renewSession({ ...others, to: { ...to, expirationDate: new Date(to.expirationDate.getTime() + 6_000_000) } }),
    }),
  ],
];

describe('the check itself', () => {
  test('goes through every order of steps', async () => {
    // Steps of two and two: six orders. Of one, one and one: six. Of one alone: one.
    const ordersOf = (names: string[]) => forEveryOrder((choose) => runWorld(names, {}, choose).catch(() => {}));
    expect(await ordersOf(['rotate', 'rotate'])).toBe(6);
    expect(await ordersOf(['end', 'end', 'end'])).toBe(6);
    expect(await ordersOf(['end'])).toBe(1);
  });

  test.each(broken)('notices an adapter that %s', async (_, names, message, breakage) => {
    const found: string[] = [];
    const options = { maxSessionsPerUser: limit };
    await forEveryOrder((choose) => runWorld(names, options, choose, breakage).catch((error: Error) => void found.push(error.message)));
    expect(found).toContain(message);
    // Without the bug the same clients do no harm.
    await forEveryOrder((choose) => runWorld(names, options, choose));
  });
});
