import { expect, test } from 'vitest';
import type { SessionRow } from '../../src/index.js';
import { withUsers } from '../../src/storage/with-users.js';
import { makeRow } from '../../src/testing/fixtures.js';

type User = { id: string };

/** A promise of a library's own kind, as query builders make them. */
function lazily(user: User | null): Promise<User | null> {
  // oxlint-disable-next-line unicorn/no-thenable -- it is to be one
  return { then: (next: (user: User | null) => void) => next(user) } as Promise<User | null>;
}

test.each<[string, (user: User | null) => User | null | Promise<User | null>]>([
  ['at once', (user) => user],
  ['by a promise', async (user) => user],
  ['by a promise of another kind', lazily],
  ['now this way, now that', (user) => (user?.id === 'ada' ? user : lazily(user))],
])('sessions get their users, who are given %s, and those without one are left out', async (_, give) => {
  const rows = (await Promise.all(['ada', 'gone', 'bob'].map((userId) => makeRow(userId)))) as SessionRow<string>[];
  const found = await withUsers(rows, (id) => give(id === 'gone' ? null : { id }));
  expect(found).toEqual([rows[0], rows[2]].map((session) => ({ session, user: { id: session!.userId } })));
});
