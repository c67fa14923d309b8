/** The last call on each connection, which the next has to wait for. */
const lastCalls = new WeakMap<object, Promise<unknown>>();

/**
 * Runs calls on a connection one after the other, whichever executor they come through, so that no
 * statement gets into the transaction of another call.
 */
export function inTurn<T>(connection: object, run: () => Promise<T>): Promise<T> {
  const result = (lastCalls.get(connection) ?? Promise.resolve()).then(run);
  lastCalls.set(
    connection,
    result.catch(() => {}),
  );
  return result;
}
