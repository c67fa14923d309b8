export { createAuth } from './auth/create-auth.js';
export type { Auth } from './auth/create-auth.js';
export type { CleanupOptions, CleanupSchedule } from './auth/cleanup.js';
export type { CreatedSession, SessionDetails } from './auth/create-session.js';
export type { DeviceDetails } from './auth/details.js';
export type { RequestDetails } from './auth/identify.js';
export type { InvalidationOptions } from './auth/invalidate-session.js';
export type { UserInvalidationOptions } from './auth/invalidate-user-sessions.js';
export type { AuthOptions, HashKey, RotationOptions } from './auth/options.js';
export type { CompletionDetails, PendingSession } from './auth/pending-session.js';
export type { ErasureOptions, ExportOptions, ExportStreamOptions } from './auth/user-data.js';
export type { ValidSession } from './auth/validate-session.js';
export type { CookieOptions, SessionCookie } from './cookie/cookie.js';
export type { ErasedCounts, Eraser, EraserContext, Erasers, ErasureError } from './erasure/erasers.js';
export { SojournError } from './errors/sojourn-error.js';
export type { SojournErrorCode } from './errors/sojourn-error.js';
export type { AuthEvent, EventListener, InvalidationReason, Operation, RejectionReason } from './events/events.js';
export type { ExportContext, ExportSection, ExportSections } from './export/sections.js';
export type { ExportDocument, ExportFormat, ExportProgress, ExportedSection, UserData } from './export/document.js';
export { isTrustedOrigin } from './request/origin.js';
export type { RequestOrigin } from './request/origin.js';
export type { Lifetime, LifetimePreset } from './session/lifetime.js';
export type { JsonObject, JsonValue, Session, SessionRow, StoredSession, UserId } from './session/session.js';
export type {
  ErasureConditions,
  FindOptions,
  InsertConditions,
  InsertOutcome,
  Renewal,
  Rotation,
  RotationOutcome,
  SessionLimit,
  SessionWithUser,
  StorageAdapter,
} from './storage/storage-adapter.js';
