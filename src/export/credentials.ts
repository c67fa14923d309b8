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
