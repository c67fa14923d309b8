import * as checks from '../../../../src/request/origin.js';
import { checkRequest } from '../../oracles/origin.js';
import { decode, splitFields } from '../decode.js';

/** Takes an origin whose end is the host for one of the host. */
const isTrustedOrigin: typeof checks.isTrustedOrigin = (request, allowed) =>
  checks.isTrustedOrigin(request, allowed) || Boolean(request.host && request.origin?.endsWith(`.${request.host}`));

export function fuzz(bytes: Buffer): void {
  for (const text of decode(bytes)) {
    const [origin, host] = splitFields(text);
    checkRequest({ ...checks, isTrustedOrigin }, { origin, host, method: 'POST' }, []);
  }
}
