import type { Attributes } from '@opentelemetry/api';
import type { UserId } from '../../session/session.js';

/** Names of the semantic conventions, https://opentelemetry.io/docs/specs/semconv/registry/attributes/. */
export const errorType = 'error.type';
export const dbOperationName = 'db.operation.name';
export const dbSystemName = 'db.system.name';

/** Names of our own. */
export const eventType = 'sojourn.event.type';
export const operationName = 'sojourn.operation';
export const outcome = 'sojourn.outcome';
export const sessionCount = 'sojourn.session.count';

/** Whom and what it is about. */
export interface Subject {
  sessionId?: string | undefined;
  previousId?: string | undefined;
  userId?: UserId | undefined;
  ipAddress?: string | null;
}

/** Personal data: for spans, and only where the app asks for it. */
export function personalAttributes({ sessionId, previousId, userId, ipAddress }: Subject): Attributes {
  return {
    ...(sessionId !== undefined && { 'session.id': sessionId }),
    ...(previousId !== undefined && { 'session.previous_id': previousId }),
    ...(userId !== undefined && { 'user.id': String(userId) }),
    ...(typeof ipAddress === 'string' && { 'client.address': ipAddress }),
  };
}
