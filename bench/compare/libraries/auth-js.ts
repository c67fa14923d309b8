import { randomUUID } from 'node:crypto';
import { loadPeer } from '../../support/peers.js';
import type { PrismaContext, Subject } from './subject.js';

interface Adapter {
  getSessionAndUser(token: string): Promise<{ session: { expires: Date }; user: { id: string } } | null>;
  createSession(session: { sessionToken: string; userId: string; expires: Date }): Promise<unknown>;
  deleteSession(token: string): Promise<unknown>;
}

const lifetime = 30 * 24 * 60 * 60_000;

async function createAdapter({ client }: PrismaContext): Promise<Adapter> {
  const { PrismaAdapter } = await loadPeer<{ PrismaAdapter(client: object): Adapter }>('@auth/prisma-adapter');
  // It has no options: its models are `session` and `user`.
  return PrismaAdapter({ session: client.authSession, user: client.user });
}

/** The adapter alone, without the request handling around it; its caller has to look at the date. */
export async function authJsAdapter(context: PrismaContext): Promise<Subject> {
  const adapter = await createAdapter(context);
  return subjectOf('Auth.js, adapter alone', context, adapter, async (token) => {
    const found = await adapter.getSessionAndUser(token);
    return found && found.session.expires.getTime() > Date.now() ? found.user.id : null;
  });
}

/** The route that gives a page its session, called as a function. */
export async function authJsRoute(context: PrismaContext): Promise<Subject> {
  const adapter = await createAdapter(context);
  const { Auth } = await loadPeer<{ Auth(request: Request, config: object): Promise<Response> }>('@auth/core');
  const config = {
    adapter,
    providers: [],
    secret: 'a secret of the benchmarks, of more than 32 characters',
    trustHost: true,
    basePath: '/auth',
    session: { strategy: 'database' },
    // By default the user's id is left out.
    callbacks: { session: ({ session, user }: { session: { expires: Date }; user: object }) => ({ user, expires: session.expires }) },
  };
  return subjectOf('Auth.js, session route', context, adapter, async (token) => {
    const headers = { cookie: `__Secure-authjs.session-token=${token}` };
    const response = await Auth(new Request('https://app.example.com/auth/session', { headers }), config);
    const found = (await response.json()) as { user: { id: string } } | null;
    return found && found.user.id;
  });
}

function subjectOf(
  name: string,
  { population }: PrismaContext,
  adapter: Adapter,
  validate: (token: string) => Promise<string | null>,
): Subject {
  return {
    name,
    kind: 'peer',
    stored: (number) => population.id(number),
    present: ({ token }) => token,
    validate,
    async create(userId) {
      const sessionToken = randomUUID();
      await adapter.createSession({ sessionToken, userId, expires: new Date(Date.now() + lifetime) });
      return { id: sessionToken, token: sessionToken };
    },
    invalidate: ({ id }) => adapter.deleteSession(id),
  };
}
