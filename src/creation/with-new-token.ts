import type { Context } from '../auth/context.js';
import type { Operation } from '../events/events.js';
import type { UserId } from '../session/session.js';
import { type NewToken, createToken } from '../session/token.js';

/** So many ids of 120 random bits cannot all be taken; if they seem to be, the storage is broken. */
const attempts = 3;

/** Lets the storage take a new token. If its id is taken, another. */
export async function withNewToken<Id extends UserId, Attributes extends object, Outcome extends string>(
  { hasher, storage }: Context<unknown, Id, Attributes>,
  operation: Operation,
  userId: Id,
  take: (fresh: NewToken) => Promise<Outcome>,
): Promise<{ fresh: NewToken; outcome: Exclude<Outcome, 'duplicate-id'> }> {
  const { hash } = await hasher();
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const fresh = await createToken((secret, id) => hash(secret, { id, userId }));
    const outcome = await storage(operation, () => take(fresh));
    if (outcome !== 'duplicate-id') return { fresh, outcome: outcome as Exclude<Outcome, 'duplicate-id'> };
  }
  return storage(operation, () => Promise.reject(new Error(`${attempts} new session ids in a row were taken`)));
}
