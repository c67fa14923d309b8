import { createServer } from 'node:http';
import { type HttpBindings, getRequestListener } from '@hono/node-server';
import { RouterContextProvider, createRequestHandler } from 'react-router';
import * as build from 'virtual:react-router/server-build';
import { serve } from '../shared/server/serve.js';
import { addressContext } from './app/session.js';

const answer = createRequestHandler(build);

// Not by React Router's own listener: where a body breaks off half-way, that ends the whole process.
const listener = getRequestListener((request, env) => {
  const { remoteAddress } = (env as HttpBindings).incoming.socket;
  return answer(request, new RouterContextProvider(new Map([[addressContext, remoteAddress]])));
});

await serve(createServer(listener));
