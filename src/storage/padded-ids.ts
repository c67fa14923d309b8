/** The ids with the last repeated up to a power of two, so that there are few statements to prepare. */
export function paddedIds(ids: readonly string[]): readonly string[] {
  if (ids.length === 1) return ids;
  const size = 2 ** Math.ceil(Math.log2(ids.length));
  return [...ids, ...Array<string>(size - ids.length).fill(ids.at(-1)!)];
}
