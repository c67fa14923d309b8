import { createCookie } from '../../../src/cookie/cookie.js';
import { checkOptions, checkRead, checkRoundTrip } from '../oracles/cookie.js';
import { sampleToken } from '../support/samples.js';
import { decode, splitFields } from './decode.js';

const now = new Date('2031-05-17T12:00:00.123Z');
const cookies = [{}, { domain: 'example.com' }, { secure: false, name: 's' }].map((options) => createCookie(options, () => now));

/**
 * One line is a header. More are the other cookies of the browser, before and after the one written, and the
 * options that made it.
 */
export function fuzz(bytes: Buffer): void {
  for (const text of decode(bytes)) {
    const [before = '', after, ...options] = splitFields(text);
    // By length, so that each cookie meets its share of the headers at a third of the time.
    const cookie = cookies[bytes.length % cookies.length]!;
    if (after === undefined) checkRead(cookie, text);
    else if (options.length === 0) checkRoundTrip(cookie, sampleToken, before, after);
    else checkMade(options, before, after);
  }
}

function checkMade([name, sameSite, domain, path, secure]: (string | undefined)[], before: string, after: string): void {
  const options = { name, sameSite, domain, path, secure: secure === undefined ? undefined : secure !== 'false' };
  const cookie = checkOptions(createCookie, options, sampleToken, now);
  if (cookie) checkRoundTrip(cookie, sampleToken, before, after);
}
