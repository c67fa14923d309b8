import type { Auth } from '../../../auth/create-auth.js';
import { SojournError } from '../../../errors/sojourn-error.js';
import type { UserId } from '../../../session/session.js';
import type { Exchange } from '../visit/exchange.js';
import { type Download, type SendUserDataOptions, openDownload, readDownloadOptions } from './download.js';
import { takePlace } from './running-exports.js';

export type { SendUserDataOptions } from './download.js';

/** An export that may be sent. */
export interface OpenedUserData {
  download: Download;
  /** Says that no more is sent, so that the user may have the next one. */
  close(): void;
}

/** The part of a visit that is needed. */
interface FreshVisit<Id extends UserId> {
  requireFresh(maxAge: number): Promise<{ session: { userId: Id } }>;
}

/**
 * Opens the export of the user who asks, for a POST of somebody whose login is fresh. Nothing is read before its
 * stream is.
 *
 * @throws TypeError naming the option that is wrong
 * @throws SojournError `ERR_METHOD`, `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`, `ERR_EXPORT_RUNNING`
 */
export async function openUserData<Id extends UserId>(
  visit: FreshVisit<Id>,
  auth: Pick<Auth<unknown, Id>, 'exportUserDataStream'>,
  exchange: Exchange,
  options: SendUserDataOptions,
): Promise<OpenedUserData> {
  const details = readDownloadOptions(options);
  if (exchange.method !== 'POST') {
    exchange.setHeader('Allow', 'POST');
    throw new SojournError('ERR_METHOD', 'User data is only sent for a POST request');
  }
  const { session } = await visit.requireFresh(details.maxAge);
  const close = takePlace(auth, session.userId);
  try {
    return { download: openDownload(auth.exportUserDataStream, session.userId, exchange.ipAddress, details), close };
  } catch (error) {
    close();
    throw error;
  }
}
