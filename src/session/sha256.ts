import { toBase64url } from './base64url.js';

/** The part of `node:crypto` used here. */
interface NodeCrypto {
  hash?(algorithm: 'sha256', data: string, encoding: 'base64url'): string;
}

/**
 * Node's own hash function, asked for without an import, so that the package also loads where there is
 * none. It takes about a hundredth of the time of Web Crypto, which hands each digest to another thread.
 */
function findNodeHash(): NodeCrypto['hash'] {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): NodeCrypto | undefined } };
  return process?.getBuiltinModule?.('node:crypto')?.hash;
}

const nodeHash = findNodeHash();

/** SHA-256 of the text in UTF-8, as base64url without padding. */
export function sha256(text: string): string | Promise<string> {
  return nodeHash ? nodeHash('sha256', text, 'base64url') : webSha256(text);
}

/** The same by Web Crypto, which every runtime has. */
export async function webSha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return toBase64url(new Uint8Array(digest));
}
