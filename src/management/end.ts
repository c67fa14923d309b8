import type { Context } from '../auth/context.js';
import type { InvalidationOptions } from '../auth/invalidate-session.js';
import { assertObject, assertReason, assertSessionId, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import { isSessionId } from '../session/token.js';

/** See `invalidateSession`. */
export async function end<Id extends UserId, Attributes extends object>(
  { adapter, emit, storage }: Context<unknown, Id, Attributes>,
  sessionId: string,
  options: InvalidationOptions<Id>,
): Promise<boolean> {
  assertSessionId(sessionId, 'sessionId');
  assertObject(options, 'options');
  if ('userId' in options) assertUserId(options.userId, 'options.userId');
  const { userId, reason = 'revoked', ipAddress = null } = options;
  assertReason(reason);
  if (!isSessionId(sessionId)) return false;
  const existed = await storage('invalidateSession', () => adapter.deleteSession(sessionId, userId));
  if (existed) emit({ type: 'session.invalidated', sessionId, ...(userId !== undefined && { userId }), reason, ipAddress });
  return existed;
}
