import type { HashKey } from '../auth/options.js';
import { toBase64url } from '../session/base64url.js';
import type { Holder, SecretHasher } from '../session/secret-hasher.js';
import { hashSecret, hashesMatch } from '../session/token.js';

type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

interface Key {
  /** `hmac-sha256:<key id>:`, which says of a stored hash which key it was made with. */
  mark: string;
  key: HmacKey;
}

const encoder = new TextEncoder();
const algorithm = { name: 'HMAC', hash: 'SHA-256' };
const keyIdLength = 8;

/**
 * HMAC-SHA-256 of secrets, each with the session and user that it is for: whoever can read and write the
 * sessions but has no key can neither make one that is accepted nor turn one of their own into another user's.
 * The first key makes hashes, all of them verify; with `null` among them, a hash without a key too.
 */
export async function createKeyedHasher(given: readonly HashKey[]): Promise<SecretHasher> {
  const keys = await Promise.all(given.filter((key) => key !== null).map(importKey));
  const current = keys[0]!;

  return {
    hash: (secret, holder) => mac(current, secret, holder),
    async matches(stored, secret, holder) {
      const key = keys.find(({ mark }) => String(stored).startsWith(mark)) ?? current;
      if (hashesMatch(stored, await mac(key, secret, holder))) return true;
      return given.includes(null) && hashesMatch(stored, await hashSecret(secret));
    },
    isCurrent: (stored) => stored.startsWith(current.mark),
  };
}

async function importKey(given: NonNullable<HashKey>): Promise<Key> {
  const bytes = new Uint8Array(typeof given === 'string' ? encoder.encode(given) : given);
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  const id = (await sign(key, 'sojourn key id')).slice(0, keyIdLength);
  return { mark: `hmac-sha256:${id}:`, key };
}

/** Everything before the user's id has a length of its own, so no two holders give the same text. */
async function mac({ mark, key }: Key, secret: string, { id, userId }: Holder): Promise<string> {
  // Databases write a UUID in lower case, however it was given.
  return mark + (await sign(key, `${secret}.${id}.${typeof userId}.${String(userId).toLowerCase()}`));
}

async function sign(key: HmacKey, text: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))));
}
