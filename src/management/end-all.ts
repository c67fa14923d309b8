import type { Context } from '../auth/context.js';
import type { Former, UserInvalidationOptions } from '../auth/invalidate-user-sessions.js';
import { assertExactSessionId, assertObject, assertReason, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';

/** See `invalidateUserSessions`. */
export async function endAll<Id extends UserId, Attributes extends object>(
  { adapter, emit, storage }: Context<unknown, Id, Attributes>,
  userId: Id,
  options: UserInvalidationOptions,
  legacy: Former<Id> | undefined,
): Promise<number> {
  assertUserId(userId, 'userId');
  assertObject(options, 'options');
  // A misspelled exception would end the very session that was to be kept.
  if ('except' in options) assertExactSessionId(options.except, 'options.except');
  const { except, reason = 'revoked', ipAddress = null } = options;
  assertReason(reason);
  // First, so that an exchange under way either finds its row gone or has stored a session that goes with the others.
  const former = legacy ? await legacy.removeOfUser(userId) : 0;
  const count = former + (await storage('invalidateUserSessions', () => adapter.deleteUserSessions(userId, except)));
  emit({ type: 'sessions.invalidated', userId, count, ...(except !== undefined && { except }), reason, ipAddress });
  return count;
}
