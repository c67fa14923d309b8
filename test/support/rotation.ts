/** So many have connections of their own: as many processes as the largest race has. */
export const connectionsPerDatabase = 5;

/** Hands out the same few in turn, and from the first again after `rewind`: connections take long to open. */
export function inRotation<Connection>(create: () => Connection) {
  const opened: Connection[] = [];
  let next = 0;
  return {
    opened,
    take: () => (opened[next++ % connectionsPerDatabase] ??= create()),
    rewind: async () => void (next = 0),
  };
}
