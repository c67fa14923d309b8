/** So many sessions, in words. */
export function counted(count: number): string {
  return `${count} session${count === 1 ? '' : 's'}`;
}
