import process from 'node:process';

const names = ['SIGINT', 'SIGTERM'] as const;

/** A signal that is aborted by the first SIGINT or SIGTERM; the second ends the process at once, as ever. */
export function stopOnSignals(): { signal: AbortSignal; release: () => void } {
  const stopping = new AbortController();
  const stop = () => {
    release();
    stopping.abort();
  };
  const release = () => names.forEach((name) => process.removeListener(name, stop));
  names.forEach((name) => process.on(name, stop));
  return { signal: stopping.signal, release };
}
