import { type Attributes, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { redact } from '../../errors/redact.js';
import type { UserId } from '../../session/session.js';
import type { StorageAdapter } from '../../storage/storage-adapter.js';
import {
  type Subject,
  dbOperationName,
  dbSystemName,
  errorType,
  outcome,
  personalAttributes,
  sessionCount,
} from './attributes.js';
import { errorTypeOf } from './error-type.js';
import type { Signals } from './signals.js';

interface Choices {
  system: string | undefined;
  personalData: boolean;
}

/** See `openTelemetry().adapter`. */
export function traceAdapter<User, Id extends UserId>(
  storage: StorageAdapter<User, Id>,
  { tracer, instruments }: Signals,
  { system, personalData }: Choices,
): StorageAdapter<User, Id> {
  /** Calls the adapter within a span, at once. */
  function observe<Result>(
    verb: keyof StorageAdapter,
    subject: Subject,
    call: () => Promise<Result>,
    describe: (result: Result) => Attributes,
  ): Promise<Result> {
    const labels: Attributes = { [dbOperationName]: verb, ...(system !== undefined && { [dbSystemName]: system }) };
    const attributes = { ...labels, ...(personalData && personalAttributes(subject)) };
    return tracer.startActiveSpan(`sojourn.${verb}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const start = performance.now();
      try {
        const result = await call();
        if (span.isRecording()) span.setAttributes(describe(result));
        return result;
      } catch (error) {
        labels[errorType] = errorTypeOf(error);
        recordFailure(span, error);
        throw error;
      } finally {
        instruments().duration.record((performance.now() - start) / 1000, labels);
        span.end();
      }
    });
  }

  /** The error is as the database gave it, and may quote the row or the arguments, hash included. */
  function recordFailure(span: Span, error: unknown): void {
    span.setAttribute(errorType, errorTypeOf(error));
    span.setStatus({ code: SpanStatusCode.ERROR, ...(personalData && { message: messageOf(redact(error)) }) });
  }

  return {
    insertSession: (row, ...rest) =>
      observe('insertSession', subjectOfRow(row), () => storage.insertSession(row, ...rest), asOutcome),

    findSessions: (ids, ...rest) =>
      observe('findSessions', { sessionId: onlyOne(ids) }, () => storage.findSessions(ids, ...rest), asLength),

    renewSession: (renewal) =>
      observe('renewSession', { sessionId: renewal.id }, () => storage.renewSession(renewal), (done) =>
        asOutcome(done ? 'renewed' : 'overtaken'),
      ),

    rotateSession: (rotation) =>
      observe('rotateSession', { sessionId: rotation.id }, () => storage.rotateSession(rotation), asOutcome),

    updateAttributes: (id, ...rest) =>
      observe('updateAttributes', { sessionId: id }, () => storage.updateAttributes(id, ...rest), (row) =>
        asOutcome(row ? 'updated' : 'not-found'),
      ),

    deleteSession: (id, ...rest) =>
      observe('deleteSession', { sessionId: id, userId: rest[0] }, () => storage.deleteSession(id, ...rest), (existed) =>
        asOutcome(existed ? 'deleted' : 'not-found'),
      ),

    deleteUserSessions: (userId, ...rest) =>
      observe('deleteUserSessions', { userId }, () => storage.deleteUserSessions(userId, ...rest), asCount),

    deleteExpiredSessions: (...args) =>
      observe('deleteExpiredSessions', {}, () => storage.deleteExpiredSessions(...args), asCount),

    listUserSessions: (userId, ...rest) =>
      observe('listUserSessions', { userId }, () => storage.listUserSessions(userId, ...rest), asLength),

    readUserRecord: (userId) =>
      observe('readUserRecord', { userId }, () => storage.readUserRecord(userId), (record) =>
        asOutcome(record ? 'found' : 'not-found'),
      ),

    ...(storage.eraseUser && {
      eraseUser: (userId, ...rest) =>
        observe('eraseUser', { userId }, () => storage.eraseUser!(userId, ...rest), (counts) =>
          counts === 'still-referenced'
            ? asOutcome(counts)
            : { ...asOutcome(rest[0].dryRun ? 'counted' : 'erased'), ...asCount(counts.sessions) },
        ),
    }),

    // What `npx sojourn doctor` looks at.
    ...('~description' in storage && { '~description': storage['~description'] }),
  };
}

function subjectOfRow({ id, userId }: { id: string; userId: UserId }): Subject {
  return { sessionId: id, userId };
}

/** A span can be about one session; a lookup that several requests share is about none in particular. */
function onlyOne(ids: readonly string[]): string | undefined {
  return ids.length === 1 ? ids[0] : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function asOutcome(value: string): Attributes {
  return { [outcome]: value };
}

function asCount(count: number): Attributes {
  return { [sessionCount]: count };
}

function asLength({ length }: readonly unknown[]): Attributes {
  return asCount(length);
}
