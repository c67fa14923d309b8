import type { SessionRow, UserId } from '../../session/session.js';

/** Which sessions must be read again: one, those of a user, or all. */
export type Invalidation = { sessionId: string } | { userId: UserId } | 'all';

export function concerns(invalidation: Invalidation, { id, userId }: Pick<SessionRow, 'id' | 'userId'>): boolean {
  if (invalidation === 'all') return true;
  if ('sessionId' in invalidation) return invalidation.sessionId === id;
  // As text: of the id of a user, a channel keeps no more.
  return String(invalidation.userId) === String(userId);
}

export function toMessage(invalidation: Invalidation): string {
  if (invalidation === 'all') return '*';
  return 'sessionId' in invalidation ? `s:${invalidation.sessionId}` : `u:${invalidation.userId}`;
}

/** Whatever is not understood, perhaps from a later version, stands for all. */
export function fromMessage(message: string): Invalidation {
  const subject = message.slice(2);
  if (message.startsWith('s:')) return { sessionId: subject };
  return message.startsWith('u:') ? { userId: subject } : 'all';
}
