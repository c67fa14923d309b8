import type { Download } from '../user-data/download.js';
import { giveTurn } from '../user-data/give-turn.js';
import type { HttpResponse } from './node-exchange.js';

/** What is used of a Node response that a stream goes to; that of `node:http2` fits as well. */
export interface StreamingResponse extends HttpResponse {
  readonly headersSent: boolean;
  readonly writableFinished: boolean;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(error?: Error): unknown;
  on(event: ResponseEvent, listener: () => void): unknown;
  removeListener(event: ResponseEvent, listener: () => void): unknown;
}

type ResponseEvent = 'drain' | 'finish' | 'close' | 'error';

interface Conditions {
  /** Stops it also while the client takes nothing. */
  signal: AbortSignal | undefined;
  /** Whether the client has gone away before. */
  hasLeft: boolean;
}

/**
 * Sends a download, as fast as the client takes it. Headers go out with the first bytes: what fails before can
 * still be answered. What fails later destroys the response, so that no client takes the part for the whole.
 *
 * @returns whether all was handed over; false if the client went away
 */
export async function handOver(
  { stream, headers }: Download,
  response: StreamingResponse,
  { signal, hasLeft }: Conditions,
): Promise<boolean> {
  const reader = stream.getReader();
  const client = { isGone: false, hasAll: false };
  let wake = () => {};

  function stop(reason: unknown): void {
    reader.cancel(reason).catch(() => {});
  }

  function leave(): void {
    client.isGone = true;
    stop(new Error('The client went away'));
    wake();
  }

  function finish(): void {
    client.hasAll = true;
    wake();
  }

  const listeners: [ResponseEvent, () => void][] = [
    ['drain', () => wake()],
    ['finish', finish],
    ['close', leave],
    ['error', leave],
  ];
  const onAbort = () => wake();

  /** Until the response says something, or the signal does. */
  async function wait(): Promise<void> {
    if (!client.isGone && !signal?.aborted) await new Promise<void>((resolve) => (wake = resolve));
    if (!client.isGone) signal?.throwIfAborted();
  }

  async function send(): Promise<boolean> {
    for (let isFirst = true; ; isFirst = false) {
      const { done, value } = await reader.read();
      if (client.isGone) return false;
      if (isFirst) for (const [name, text] of Object.entries(headers())) response.setHeader(name, text);
      if (done) break;
      if (!response.write(value)) await wait();
      await giveTurn();
      if (client.isGone) return false;
    }
    response.end();
    while (!client.hasAll && !client.isGone) await wait();
    // HTTP/2 says that it is finished in any case.
    return response.writableFinished;
  }

  for (const [event, listener] of listeners) response.on(event, listener);
  signal?.addEventListener('abort', onAbort);
  try {
    if (hasLeft) leave();
    return await send();
  } catch (error) {
    if (client.isGone) return false;
    stop(error);
    if (response.headersSent) response.destroy(error instanceof Error ? error : new Error('The export was stopped'));
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    for (const [event, listener] of listeners) response.removeListener(event, listener);
  }
}
