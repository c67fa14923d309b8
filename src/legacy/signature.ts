import { hashesMatch } from '../session/token.js';

const encoder = new TextEncoder();
const algorithm = { name: 'HMAC', hash: 'SHA-256' };

/**
 * The text before the last point, if what follows is its HMAC-SHA-256 by one of the secrets, in base64 with or without
 * padding; else `null`.
 */
export async function verified(signed: string, secrets: readonly string[]): Promise<string | null> {
  const point = signed.lastIndexOf('.');
  if (point < 1) return null;
  const text = signed.slice(0, point);
  const signature = signed.slice(point + 1).replace(/=$/, '');
  let isRight = false;
  for (const secret of secrets) isRight = hashesMatch(signature, await sign(text, secret)) || isRight;
  return isRight ? text : null;
}

async function sign(text: string, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
  return btoa(String.fromCharCode(...bytes)).replace(/=$/, '');
}
