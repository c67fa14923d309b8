import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { SojournError } from '../../../src/index.js';
import type { UserDataAnswer } from '../../../src/integrations/web/index.js';
import type { Observed } from './app.js';

/**
 * Runs an export that is answered with a `Response`, and keeps what it comes to. What listeners there are is asked of the
 * signal of the request, since a `Response` has none.
 *
 * @param outgoing what it is written to in the end
 */
export async function observeAnswer(
  observed: Observed,
  request: Request,
  outgoing: ServerResponse,
  send: () => Promise<UserDataAnswer>,
): Promise<Response> {
  const countListeners = () => getEventListeners(request.signal, 'abort').length;
  const before = countListeners();
  const end = (outcome: unknown) => {
    observed.outcomes.push(outcome);
    observed.listeners.push([before, countListeners()]);
  };
  observed.responses.push(outgoing);
  await observed.before?.(outgoing);
  try {
    const { response, sent } = await send();
    void sent.then(end, end);
    return response;
  } catch (error) {
    // Hono has its own error around ours.
    end(error instanceof Error && error.cause instanceof SojournError ? error.cause : error);
    throw error;
  }
}
