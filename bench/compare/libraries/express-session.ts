import { createHmac } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { loadPeer } from '../../support/peers.js';
import { type PrismaContext, type Subject, userSelect } from './subject.js';

interface Session {
  userId?: string;
  save(callback: (error?: unknown) => void): void;
}

type RequestWithSession = IncomingMessage & { session: Session; sessionID: string };
type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

interface Store {
  destroy(sid: string, callback: (error?: unknown) => void): void;
}

const secret = 'a secret of the benchmarks, of more than 32 characters';
const week = 7 * 24 * 60 * 60_000;

function signed(sid: string): string {
  const signature = createHmac('sha256', secret).update(sid).digest('base64').replace(/=+$/, '');
  return `connect.sid=${encodeURIComponent(`s:${sid}.${signature}`)}`;
}

/**
 * The middleware on a request that has nothing else, and then the app's own look-up of the user whose id is in the
 * session. What the middleware writes when a response ends, to put off the expiry, is not measured.
 */
export async function expressSession({ client, population }: PrismaContext): Promise<Subject> {
  const { default: session } = await loadPeer<{ default: (options: object) => Middleware }>('express-session');
  const { PrismaSessionStore } = await loadPeer<{ PrismaSessionStore: new (client: object, options: object) => Store }>(
    '@quixo3/prisma-session-store',
  );
  const store = new PrismaSessionStore(client, { dbRecordIdIsSessionId: true, sessionModelName: 'storeSession', logger: false });
  const middleware = session({
    store,
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: week },
  });
  const destroy = promisify(store.destroy.bind(store));

  function handle(cookie?: string): Promise<RequestWithSession> {
    const request = new IncomingMessage(new Socket());
    request.url = '/';
    if (cookie !== undefined) request.headers.cookie = cookie;
    const response = new ServerResponse(request);
    return new Promise((resolve, reject) => {
      middleware(request, response, (error) => (error ? reject(error) : resolve(request as RequestWithSession)));
    });
  }

  return {
    name: 'express-session',
    kind: 'peer',
    stored: (number) => signed(population.id(number)),
    present: ({ token }) => signed(token),
    async validate(cookie) {
      const { userId } = (await handle(cookie)).session;
      if (userId === undefined) return null;
      const user = await client.user.findUnique({ where: { id: userId }, select: userSelect });
      return user && (user.id as string);
    },
    async create(userId) {
      const request = await handle();
      request.session.userId = userId;
      await promisify(request.session.save.bind(request.session))();
      return { id: request.sessionID, token: request.sessionID };
    },
    invalidate: ({ id }) => destroy(id),
  };
}
