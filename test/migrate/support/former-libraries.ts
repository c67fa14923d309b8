import express from 'express';
import { loadPeer } from '../../../bench/support/peers.js';
import { serve } from '../../support/http.js';

/** A client of the app as it was, with the models that its library asks for. */
export type FormerClient = Record<string, { create(args: { data: object }): Promise<{ id: string | number }> }>;

/** The former library, at work on the app's database. */
export interface FormerLibrary {
  /** Signs a new user of this name in, and gives the id and the browser's cookie: `name=value`, as it came in `Set-Cookie`. */
  signIn(name: string): Promise<{ userId: string | number; cookie: string }>;
  /** The id of the user whom the library takes the cookie's bearer for, or `null`. */
  userOf(cookie: string): Promise<string | number | null>;
  close?(): Promise<void>;
}

export const secret = 'the secret of a former library, of more than 32 characters';

interface Lucia {
  validateSession(id: string): Promise<{ user: { id: string } | null }>;
  createSession(userId: string | number, attributes: object): Promise<{ id: string }>;
  createSessionCookie(id: string): { serialize(): string };
  readSessionCookie(header: string): string | null;
}

export async function lucia(client: FormerClient): Promise<FormerLibrary> {
  const { Lucia } = await loadPeer<{ Lucia: new (adapter: object) => Lucia }>('lucia');
  const { PrismaAdapter } = await loadPeer<{ PrismaAdapter: new (session: object, user: object) => object }>('@lucia-auth/adapter-prisma');
  const library = new Lucia(new PrismaAdapter(client.session!, client.user!));
  return {
    async signIn(name) {
      const { id: userId } = await client.user!.create({ data: { username: name, email: `${name}@example.com` } });
      const { id } = await library.createSession(userId, {});
      return { userId, cookie: library.createSessionCookie(id).serialize().split(';')[0]! };
    },
    async userOf(cookie) {
      const { user } = await library.validateSession(library.readSessionCookie(cookie) ?? '');
      return user && user.id;
    },
  };
}

interface BetterAuth {
  api: {
    signUpEmail(request: { body: object; asResponse: true }): Promise<Response>;
    getSession(request: { headers: Headers }): Promise<{ user: { id: string } } | null>;
  };
}

export async function betterAuth(client: FormerClient, provider: string): Promise<FormerLibrary> {
  const { betterAuth } = await loadPeer<{ betterAuth(options: object): BetterAuth }>('better-auth');
  const { prismaAdapter } = await loadPeer<{ prismaAdapter(client: object, config: object): object }>('better-auth/adapters/prisma');
  const { api } = betterAuth({
    baseURL: 'https://app.example.com',
    secret,
    database: prismaAdapter(client, { provider }),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
  });
  return {
    async signIn(name) {
      const body = { name, email: `${name}@example.com`, password: 'correct horse battery staple' };
      const response = await api.signUpEmail({ body, asResponse: true });
      const { user } = (await response.json()) as { user: { id: string } };
      const set = response.headers.getSetCookie().find((line) => line.includes('session_token='))!;
      return { userId: user.id, cookie: set.split(';')[0]! };
    },
    userOf: async (cookie) => (await api.getSession({ headers: new Headers({ cookie }) }))?.user.id ?? null,
  };
}

interface AuthJsAdapter {
  createUser(user: object): Promise<{ id: string }>;
  createSession(session: { sessionToken: string; userId: string; expires: Date }): Promise<unknown>;
}

export async function authJs(client: FormerClient): Promise<FormerLibrary> {
  const { Auth } = await loadPeer<{ Auth(request: Request, config: object): Promise<Response> }>('@auth/core');
  const { PrismaAdapter } = await loadPeer<{ PrismaAdapter(client: object): AuthJsAdapter }>('@auth/prisma-adapter');
  const adapter = PrismaAdapter(client);
  const config = {
    adapter,
    providers: [],
    secret,
    trustHost: true,
    basePath: '/auth',
    session: { strategy: 'database' },
    callbacks: { session: ({ user }: { user: { id: string } }) => ({ user, expires: '' }) },
  };
  return {
    // As after a sign-in by a provider, which is another server's to answer for.
    async signIn(name) {
      const { id: userId } = await adapter.createUser({ email: `${name}@example.com`, name, emailVerified: null });
      const sessionToken = crypto.randomUUID();
      await adapter.createSession({ sessionToken, userId, expires: new Date(Date.now() + 30 * 24 * 60 * 60_000) });
      return { userId, cookie: `__Secure-authjs.session-token=${sessionToken}` };
    },
    async userOf(cookie) {
      const response = await Auth(new Request('https://app.example.com/auth/session', { headers: { cookie } }), config);
      return ((await response.json()) as { user: { id: string } } | null)?.user.id ?? null;
    },
  };
}

export async function expressSession(client: FormerClient): Promise<FormerLibrary> {
  const { default: session } = await loadPeer<{ default(options: object): express.RequestHandler }>('express-session');
  const { PrismaSessionStore } = await loadPeer<{ PrismaSessionStore: new (client: object, options: object) => object }>(
    '@quixo3/prisma-session-store',
  );
  const app = express();
  app.use(session({ store: new PrismaSessionStore(client, { logger: false }), secret, resave: false, saveUninitialized: false, cookie: { maxAge: 7 * 24 * 60 * 60_000 } }));
  const sessionOf = (request: express.Request) => (request as unknown as { session: { userId?: number } }).session;
  app.get('/login', async (request, response) => {
    const { id } = await client.user!.create({ data: { email: `${String(request.query.name)}@example.com` } });
    sessionOf(request).userId = id as number;
    response.send(String(id));
  });
  app.get('/', (request, response) => void response.send(String(sessionOf(request).userId)));
  const server = await serve(app);
  return {
    async signIn(name) {
      const { body, setCookie } = await server.request(`/login?name=${name}`);
      return { userId: Number(body), cookie: setCookie[0]!.split(';')[0]! };
    },
    async userOf(cookie) {
      const { body } = await server.request('/', { headers: { cookie } });
      return body === 'undefined' ? null : Number(body);
    },
    close: () => server.close(),
  };
}
