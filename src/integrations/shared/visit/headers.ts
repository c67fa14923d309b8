/** A `Vary` header that names `Cookie`, besides what it named before. */
export function varyByCookie(before: string): string {
  if (/(^|,)\s*(cookie|\*)\s*(,|$)/i.test(before)) return before;
  return before ? `${before}, Cookie` : 'Cookie';
}

/** An IPv4 address as such, where the socket gives it in the form of IPv6. */
export function plainAddress(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/, '');
}
