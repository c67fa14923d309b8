import type { Signal } from '../../../platform/web-types.js';
import type { OpenedUserData } from '../user-data/open-user-data.js';
import type { AbortSource, WebResponse } from './fetch-types.js';
import { giveTurn } from '../user-data/give-turn.js';

/** The data of a user on its way. */
export interface UserDataAnswer {
  /** What to answer with. Its body is read from the database as fast as it is taken. */
  response: WebResponse;
  /**
   * Whether all was handed over to the server, which may have the last part to send yet; false if the client went
   * away. Rejects with what the export fails with. Need not be looked at.
   */
  sent: Promise<boolean>;
}

interface Conditions {
  /** Aborted when the client goes away. */
  client: AbortSource | null | undefined;
  /** Stops it also while the client takes nothing. */
  signal: Signal | undefined;
}

/**
 * Makes an answer of a download, once its first bytes are there: what fails before rejects. What fails later is the
 * error of the body, so that no client takes the part for the whole.
 */
export async function answerWithUserData(
  { download: { stream, headers }, close }: OpenedUserData,
  { client, signal }: Conditions,
): Promise<UserDataAnswer> {
  const reader = stream.getReader();
  let isOver = false;
  let breakOff = (_reason: unknown) => {};
  let succeed = (_isComplete: boolean) => {};
  let refuse = (_error: unknown) => {};
  const sent = new Promise<boolean>((resolve, reject) => {
    succeed = resolve;
    refuse = reject;
  });
  sent.catch(() => {});

  function end(): void {
    isOver = true;
    client?.removeEventListener('abort', leave);
    signal?.removeEventListener('abort', stop);
    close();
  }

  function complete(): void {
    end();
    succeed(true);
  }

  function leave(): void {
    if (isOver) return;
    end();
    const reason = new Error('The client went away');
    reader.cancel(reason).catch(() => {});
    succeed(false);
    // A server that knows of it has cancelled the body by then, and need not report an error.
    void giveTurn().then(() => breakOff(reason));
  }

  function fail(error: unknown): void {
    if (isOver) return;
    end();
    reader.cancel(error).catch(() => {});
    breakOff(error);
    refuse(error);
  }

  function stop(): void {
    fail(signal?.reason);
  }

  client?.addEventListener('abort', leave);
  signal?.addEventListener('abort', stop);
  if (client?.aborted) leave();
  const first = isOver ? undefined : await reader.read().catch(fail);
  if (!first || isOver) {
    // Throws what it failed with. Else the client went away, and sees nothing of the answer.
    await sent;
    return { response: new Response(null, { status: 499 }), sent };
  }

  let next: typeof first | undefined = first;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        breakOff = (reason) => controller.error(reason);
      },
      async pull(controller) {
        try {
          if (!next) await giveTurn();
          const { done, value } = next ?? (await reader.read());
          next = undefined;
          if (isOver) return;
          if (!done) return controller.enqueue(value);
          controller.close();
          complete();
        } catch (error) {
          fail(error);
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(body, { headers: headers() }), sent };
}
