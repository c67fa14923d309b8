/** Lets the server do something else. Rows that come out of memory, to a client that is fast, would leave it no turn. */
export function giveTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}
