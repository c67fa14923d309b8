import { assertObject } from '../session/arguments.js';
import type { JsonObject, StoredSession } from '../session/session.js';
import { toStoredAttributes, toStoredText } from '../session/stored-values.js';
import type { RequestDetails } from './identify.js';

/** What the app may say of the device and data of a session. Ids, owner, dates and hash are not among it. */
export interface DeviceDetails<Attributes extends object = JsonObject> extends RequestDetails {
  /** Where the request came from. Cut at 45 characters, the longest an IPv6 address gets. */
  ipAddress?: string | null | undefined;
  /** The `User-Agent` header of the request. Cut at 191 UTF-16 code units. */
  userAgent?: string | null | undefined;
  /** Anything else to keep with the session, as JSON; never a credential. */
  attributes?: Partial<Attributes> | undefined;
}

const longestIpAddress = 45;
/** What a Prisma `String` holds on MySQL. */
const longestUserAgent = 191;

/** The details that are there, in the form that is stored. */
export function toStoredDetails(
  { ipAddress, userAgent, attributes }: DeviceDetails<object>,
  before: object = {},
): Partial<Pick<StoredSession, 'ipAddress' | 'userAgent' | 'attributes'>> {
  if (attributes !== undefined) assertObject(attributes, 'details.attributes');
  return {
    ...(ipAddress !== undefined && { ipAddress: toStoredText(ipAddress, longestIpAddress, 'details.ipAddress') }),
    ...(userAgent !== undefined && { userAgent: toStoredText(userAgent, longestUserAgent, 'details.userAgent') }),
    ...(attributes !== undefined && { attributes: toStoredAttributes({ ...before, ...attributes }, 'details.attributes') }),
  };
}
