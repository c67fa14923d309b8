import { loadPeer } from '../../support/peers.js';
import { delegateOf } from '../app/client.js';
import type { PrismaContext, Subject } from './subject.js';

interface Lucia {
  validateSession(id: string): Promise<{ session: object | null; user: { id: string } | null }>;
  createSession(userId: string, attributes: object): Promise<{ id: string }>;
  invalidateSession(id: string): Promise<void>;
}

export async function lucia({ client, population }: PrismaContext): Promise<Subject> {
  const { Lucia } = await loadPeer<{ Lucia: new (adapter: object, options: object) => Lucia }>('lucia');
  const { PrismaAdapter } = await loadPeer<{ PrismaAdapter: new (session: object, user: object) => object }>(
    '@lucia-auth/adapter-prisma',
  );
  const adapter = new PrismaAdapter(delegateOf(client, 'LuciaSession'), client.user);
  const library = new Lucia(adapter, { getUserAttributes: (attributes: object) => attributes });
  return {
    name: 'lucia',
    kind: 'peer',
    stored: (number) => population.id(number),
    present: ({ token }) => token,
    async validate(presented) {
      const { user } = await library.validateSession(presented);
      return user && user.id;
    },
    async create(userId) {
      const { id } = await library.createSession(userId, {});
      return { id, token: id };
    },
    invalidate: ({ id }) => library.invalidateSession(id),
  };
}
