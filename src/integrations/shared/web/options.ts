import { assertObject } from '../../../session/arguments.js';
import type { UserId } from '../../../session/session.js';
import { type AuthForHttp, type HttpOptions, type Site, readOptions } from '../visit/options.js';

/** Tells the address of a client by what the framework gives a handler. */
export type AddressOf<Place extends unknown[]> = (...place: Place) => string | null | undefined;

/**
 * The options of an integration that is told how to find the address of the client.
 *
 * @throws TypeError naming the one that is wrong
 */
export function readWebOptions<Place extends unknown[], User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions & { ipAddress?: AddressOf<Place> },
): { site: Site<User, Id, Attributes>; ipAddress: AddressOf<Place> | undefined } {
  assertObject(options, 'options');
  const { ipAddress, ...others } = options;
  const site = readOptions(auth, others);
  if (ipAddress !== undefined && typeof ipAddress !== 'function') throw new TypeError('"ipAddress" option must be a function');
  return { site, ipAddress };
}
