import { SojournError } from '../errors/sojourn-error.js';
import type { JsonValue } from '../session/session.js';

/** Telling wherever they stand in a name: `userPassword`, `ACCESS_TOKEN`, `clientsecret`. */
const stems =
  /password|passwd|passphrase|passcode|secret|token|credential|apikey|accesskey|privatekey|signingkey|encryptionkey|recoverycode|backupcode|hash(es|ed)?$/;
/** Telling only as a word of their own: `otp_code`, but not `laptop`; `pwHash1`, but not `hashtags`. */
const words = new Set(['hash', 'hashes', 'hashed', 'salt', 'pwd', 'otp', 'totp', 'hotp', 'pin', 'passkey', 'passkeys', 'mfa', 'cvv', 'cvc']);

/** Whether a key names a credential, by its words whatever their case or separator. */
export function namesCredential(key: string): boolean {
  const parts = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase()
    .split(/[^a-z]+/);
  return stems.test(parts.join('')) || parts.some((part) => words.has(part));
}

/**
 * Throws if a key at any depth names a credential, unless its path is listed. Empty values trip too:
 * the key itself says that the section selects what it should not.
 */
export function assertNoCredentials(value: JsonValue, intended: readonly string[], path = ''): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) assertNoCredentials(item, intended, `${path}[]`);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (namesCredential(key) && !intended.includes(here)) {
      throw new SojournError(
        'ERR_EXPORT_CREDENTIAL',
        `The export would hold "${here}", whose name is that of a credential. Leave it out of what is selected, or list it in "intendedExports"`,
      );
    }
    assertNoCredentials(item, intended, here);
  }
}
