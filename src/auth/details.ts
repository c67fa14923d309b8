import type { JsonObject } from '../session/session.js';
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
