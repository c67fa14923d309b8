import type { Context } from '../auth/context.js';
import type { UserInvalidationOptions } from '../auth/invalidate-user-sessions.js';
import { assertObject, assertReason, assertSessionId, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import { isSessionId } from '../session/token.js';

/** See `invalidateUserSessions`. */
export async function endAll<Id extends UserId, Attributes extends object>(
  { adapter, emit, storage }: Context<unknown, Id, Attributes>,
  userId: Id,
  options: UserInvalidationOptions,
): Promise<number> {
  assertUserId(userId, 'userId');
  assertObject(options, 'options');
  if ('except' in options) assertSessionId(options.except, 'options.except');
  const { except, reason = 'revoked', ipAddress = null } = options;
  assertReason(reason);
  // A misspelled exception would end the very session that was to be kept.
  if (except !== undefined && !isSessionId(except)) throw new TypeError('"options.except" is no session id');
  const count = await storage('invalidateUserSessions', () => adapter.deleteUserSessions(userId, except));
  emit({ type: 'sessions.invalidated', userId, count, ...(except !== undefined && { except }), reason, ipAddress });
  return count;
}
