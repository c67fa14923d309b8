/**
 * The network that an address stands for. An IPv6 address stands for its first 64 bits, since whoever has one
 * has all those with them.
 */
export function networkOf(ipAddress: string | null): string {
  if (ipAddress === null || !ipAddress.includes(':')) return ipAddress ?? 'unknown';
  const [front = '', back] = (ipAddress.split('%', 1)[0] ?? '').toLowerCase().split('::', 2);
  const head = groupsOf(front);
  const tail = groupsOf(back ?? '');
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
