import { createServer } from 'node:http';
import next from 'next';
import { serve } from '../shared/server/serve.js';

// Next calls what it has built production, also where there is no https.
process.env.SECURE_COOKIES ??= String(process.env.NODE_ENV === 'production');

// What Node imports is the function itself, not what has it as its default.
const app = (next as unknown as typeof next.default)({ dir: import.meta.dirname });
await app.prepare();
const handle = app.getRequestHandler();

await serve(
  createServer((request, response) => {
    // Next passes on what the client says, where it says something; the address of the connection is what can be relied on.
    request.headers['x-forwarded-for'] = request.socket.remoteAddress;
    return handle(request, response);
  }),
);
