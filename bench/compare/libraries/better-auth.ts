import { createHmac } from 'node:crypto';
import { loadPeer } from '../../support/peers.js';
import { detailsOf } from '../../support/rows.js';
import type { PrismaContext, Subject } from './subject.js';

interface BetterAuth {
  api: {
    getSession(request: { headers: Headers }): Promise<{ user: { id: string } } | null>;
    getSession(request: { headers: Headers; returnHeaders: true }): Promise<{ headers: Headers }>;
  };
  $context: Promise<{
    secret: string;
    authCookies: { sessionToken: { name: string }; sessionData: { name: string } };
    internalAdapter: {
      createSession(userId: string, dontRememberMe: boolean, override: object): Promise<{ token: string }>;
      deleteSession(token: string): Promise<void>;
    };
  }>;
}

export interface BetterAuthSettings {
  name: string;
  /** Session and user are read by Prisma's `include`. */
  joins?: boolean;
  /** Session and user are in a signed cookie too, for five minutes. */
  cookieCache?: boolean;
}

/** The session as the server reads it, from the request's headers; created and deleted as its own endpoints do. */
export async function betterAuth(
  { provider, client, population }: PrismaContext,
  { name, joins = false, cookieCache = false }: BetterAuthSettings,
): Promise<Subject> {
  const { betterAuth } = await loadPeer<{ betterAuth(options: object): BetterAuth }>('better-auth');
  const { prismaAdapter } = await loadPeer<{ prismaAdapter(client: object, config: object): object }>('better-auth/adapters/prisma');
  const auth = betterAuth({
    baseURL: 'https://app.example.com',
    secret: 'a secret of the benchmarks, of more than 32 characters',
    database: prismaAdapter(client, { provider }),
    session: { modelName: 'betterSession', cookieCache: { enabled: cookieCache, maxAge: 300 } },
    advanced: { database: { joins } },
    telemetry: { enabled: false },
  });
  const { secret, authCookies, internalAdapter } = await auth.$context;

  function signed(token: string): string {
    const signature = createHmac('sha256', secret).update(token).digest('base64');
    return `${authCookies.sessionToken.name}=${encodeURIComponent(`${token}.${signature}`)}`;
  }

  async function cookieOf(token: string): Promise<string> {
    const cookie = signed(token);
    if (!cookieCache) return cookie;
    const { headers } = await auth.api.getSession({ headers: new Headers({ cookie }), returnHeaders: true });
    const data = headers.getSetCookie().find((each) => each.startsWith(`${authCookies.sessionData.name}=`));
    if (!data) throw new Error('better-auth gave no cookie with the session');
    return `${data.split(';', 1)[0]!}; ${cookie}`;
  }

  return {
    name,
    kind: 'peer',
    ...(cookieCache ? { outlives: 'a session in the cookie is answered for five minutes without a look at the database' } : {}),
    stored: (number) => cookieOf(population.id(number)),
    present: ({ token }) => cookieOf(token),
    async validate(cookie) {
      const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
      return found && found.user.id;
    },
    async create(userId, number) {
      const { ipAddress, userAgent } = detailsOf(number);
      const { token } = await internalAdapter.createSession(userId, false, { ipAddress, userAgent });
      return { id: token, token };
    },
    invalidate: ({ token }) => internalAdapter.deleteSession(token),
  };
}
