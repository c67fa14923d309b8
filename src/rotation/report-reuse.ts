import type { Context } from '../auth/context.js';
import type { SessionRow, UserId } from '../session/session.js';

/** Tells of the use of a token that was given up, and ends its session where the app wants that. */
export async function reportReuse<Id extends UserId, Attributes extends object>(
  { adapter, rotation, emit, storage }: Context<unknown, Id, Attributes>,
  { id, userId }: SessionRow<Id>,
  previousId: string,
  ipAddress: string | null,
): Promise<void> {
  const revoked =
    rotation?.onReuse === 'revoke' && (await storage('invalidateSession', () => adapter.deleteSession(id)));
  emit({ type: 'session.reuse-detected', sessionId: id, previousId, userId, revoked, ipAddress });
  if (revoked) emit({ type: 'session.invalidated', sessionId: id, userId, reason: 'reuse-detected', ipAddress });
}
