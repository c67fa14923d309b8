/**
 * The token of an `Authorization` header (RFC 6750, 2.1): `null` if the header is not there or has another scheme,
 * empty if what follows the scheme is no token.
 */
export function readBearer(header: string | null | undefined): string | null {
  const match = /^bearer(?: +([\w.~+/-]+=*)? *$| |$)/i.exec(header ?? '');
  return match && (match[1] ?? '');
}
