import type { DeviceDetails } from '../auth/details.js';
import { assertObject } from '../session/arguments.js';
import type { StoredSession } from '../session/session.js';
import { toStoredAttributes, toStoredText } from '../session/stored-values.js';

const longestIpAddress = 45;
/** What a Prisma `String` holds on MySQL. */
const longestUserAgent = 191;

type StoredDetails = Partial<Pick<StoredSession, 'ipAddress' | 'userAgent' | 'attributes'>>;

/** The details that are there, in the form that is stored. */
export function toStoredDetails({ ipAddress, userAgent, attributes }: DeviceDetails<object>): StoredDetails {
  if (attributes !== undefined) assertObject(attributes, 'details.attributes');
  return {
    ...(ipAddress !== undefined && { ipAddress: toStoredText(ipAddress, longestIpAddress, 'details.ipAddress') }),
    ...(userAgent !== undefined && { userAgent: toStoredText(userAgent, longestUserAgent, 'details.userAgent') }),
    ...(attributes !== undefined && { attributes: toStoredAttributes(attributes, 'details.attributes') }),
  };
}

/** The details as a change to a session: its other attributes stay. */
export function addedTo({ attributes: before }: Pick<StoredSession, 'attributes'>, details: StoredDetails): StoredDetails {
  const { attributes } = details;
  return attributes === undefined ? details : { ...details, attributes: { ...before, ...attributes } };
}
