import * as checks from '../../../src/request/origin.js';
import { checkAllowed, checkRequest } from '../oracles/origin.js';
import { decode, splitFields } from './decode.js';

/** Lines: `Origin`, `Host`, `Sec-Fetch-Site`, the method, whether by https, and origins that are allowed. */
export function fuzz(bytes: Buffer): void {
  for (const text of decode(bytes)) {
    const [origin, host, secFetchSite, method = 'POST', scheme, ...allowed] = splitFields(text);
    const origins = allowed.filter((each) => each !== undefined);
    checkRequest(checks, { origin, host, secFetchSite, method, secure: scheme === 'https' }, origins);
    if (origin !== undefined) checkAllowed(checks, origin);
  }
}
