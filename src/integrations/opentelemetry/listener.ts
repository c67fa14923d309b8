import { type Attributes, trace } from '@opentelemetry/api';
import type { AuthEvent } from '../../events/events.js';
import { type Subject, errorType, eventType, operationName, personalAttributes, sessionCount } from './attributes.js';
import { errorTypeOf } from './error-type.js';
import type { Signals } from './signals.js';

/** Counts events, and puts them on the active span. */
export function createListener({ instruments }: Signals, personalData: boolean) {
  return function onEvent(event: AuthEvent): void {
    const labels = labelsOf(event);
    instruments().events.add(1, { [eventType]: event.type, ...labels });
    trace.getActiveSpan()?.addEvent(`sojourn.${event.type}`, {
      ...labels,
      ...(event.type === 'sessions.invalidated' && { [sessionCount]: event.count }),
      ...(event.type === 'user-data.erased' && { [sessionCount]: event.counts.sessions }),
      ...(personalData && personalAttributes(subjectOf(event))),
    });
  };
}

/** What metrics may hold of an event: that of which there are few values. */
function labelsOf(event: AuthEvent): Attributes {
  switch (event.type) {
    case 'session.created':
      // What a login waits for is a text of the app's, so there may be many.
      return { 'sojourn.pending': event.pending !== null };
    case 'session.rotated':
      return { 'sojourn.reauthenticated': event.reauthenticated };
    case 'session.invalidated':
    case 'sessions.invalidated':
    case 'session.rejected':
      return { 'sojourn.reason': event.reason };
    case 'session.limit-reached':
      return { 'sojourn.on_limit': event.onLimit };
    case 'session.reuse-detected':
      return { 'sojourn.revoked': event.revoked };
    case 'storage.failed':
      return { [operationName]: event.operation, [errorType]: errorTypeOf(event.error.cause) };
    case 'session.renewed':
    case 'user-data.exported':
    case 'user-data.erased':
      return {};
  }
}

function subjectOf(event: AuthEvent): Subject {
  const { replaces, ...subject }: Subject & { replaces?: string } = event;
  return replaces === undefined ? subject : { ...subject, previousId: replaces };
}
