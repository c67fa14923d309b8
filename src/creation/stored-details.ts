import type { DeviceDetails } from '../auth/details.js';
import { assertObject } from '../session/arguments.js';
import type { StoredSession } from '../session/session.js';
import { toStoredAttributes, toStoredText } from '../session/stored-values.js';

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
