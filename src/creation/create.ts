import type { Context } from '../auth/context.js';
import type { CreatedSession, SessionDetails } from '../auth/create-session.js';
import { assertExactSessionId, assertNothingLeft, assertObject, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import { toStoredAttributes, toStoredText } from '../session/stored-values.js';
import { insertNew } from './insert-new.js';
import { toStoredDetails } from './stored-details.js';

const longestPending = 64;

/** See `createSession`. */
export async function create<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  userId: Id,
  details: SessionDetails<Attributes>,
): Promise<CreatedSession<Id, Attributes>> {
  assertUserId(userId, 'userId');
  assertObject(details, 'details');
  const { remember = true, attributes = {}, ipAddress = null, userAgent = null, replaces, pending, ...rest } = details;
  assertNothingLeft(rest, 'detail of a session');
  if (typeof remember !== 'boolean') throw new TypeError('"details.remember" must be a boolean');
  if (replaces !== undefined) assertExactSessionId(replaces, 'details.replaces');
  if (pending !== undefined && (!pending || pending !== toStoredText(pending, longestPending, 'details.pending'))) {
    throw new TypeError(`"details.pending" must be text of 1 to ${longestPending} characters`);
  }
  if (pending !== undefined && replaces !== undefined) {
    throw new TypeError('"details.replaces" must not come with "details.pending", but with its completion');
  }
  assertObject(attributes, 'details.attributes');
  // Not when `createAuth` is called: this code is loaded with the first login.
  const defaults = toStoredAttributes(context.defaults, 'attributes');
  const stored = toStoredDetails({ ipAddress, userAgent, attributes: { ...defaults, ...attributes } });
  const given = { userId, remember, pending: pending ?? null, ...(stored as Required<typeof stored>) };
  return insertNew(context, 'createSession', given, replaces);
}
