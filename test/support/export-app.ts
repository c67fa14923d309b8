import type { RequestListener, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { SojournError } from '../../src/index.js';
import { expressSession } from '../../src/integrations/express/index.js';
import { type SendUserDataOptions, nodeSession } from '../../src/integrations/node/index.js';
import type { setUp } from './auth.js';

type Auth = ReturnType<typeof setUp>['auth'];

/** What the test says of exports, and learns of them. */
export interface Observed {
  /** Of the next exports. */
  options: SendUserDataOptions;
  /** What each export came to: what was returned, or thrown. */
  outcomes: unknown[];
  responses: ServerResponse[];
  /** How many listeners the responses had before and after the export. */
  listeners: [before: number, after: number][];
  /** Run before the export is called. */
  before?: (response: ServerResponse) => Promise<void>;
}

/** Answers an error, unless the answer has begun. */
function answerError(error: unknown, response: ServerResponse): void {
  if (response.headersSent) return;
  response.statusCode = error instanceof SojournError ? error.status : 500;
  response.end(error instanceof SojournError ? error.code : String(error));
}

function countListeners(response: ServerResponse): number {
  return response.eventNames().reduce((count, event) => count + response.listenerCount(event), 0);
}

/** Runs an export and keeps what it comes to. */
async function observe(observed: Observed, response: ServerResponse, send: () => Promise<boolean>): Promise<void> {
  observed.responses.push(response);
  await observed.before?.(response);
  const before = countListeners(response);
  try {
    observed.outcomes.push(await send());
  } catch (error) {
    observed.outcomes.push(error);
    throw error;
  } finally {
    observed.listeners.push([before, countListeners(response)]);
  }
}

/** The handler of exports, and one that only needs a fresh login, on `node:http`. */
function nodeExportApp(auth: Auth, observed: Observed): RequestListener {
  const session = nodeSession(auth);
  return async (request, response) => {
    try {
      if (request.url === '/fresh') response.end((await session.requireFresh(request, response, observed.options.maxAge)).user.id);
      else await observe(observed, response, () => session.sendUserData(request, response, observed.options));
    } catch (error) {
      answerError(error, response);
    }
  };
}

/** The same on Express. */
function expressExportApp(auth: Auth, observed: Observed): RequestListener {
  const session = expressSession(auth);
  const app = express().disable('x-powered-by').use(session);
  app.all('/fresh', session.requireFresh(observed.options.maxAge), (request, response) => {
    response.end(session.of(request)!.user.id);
  });
  app.all('/export', (request, response) =>
    observe(observed, response, () => session.sendUserData(request, response, observed.options)),
  );
  const handleError: ErrorRequestHandler = (error, _request, response, _next) => answerError(error, response);
  return app.use(handleError);
}

export const exportApps = { node: nodeExportApp, express: expressExportApp };
