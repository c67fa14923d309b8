import { prismaAdapter, prismaSections } from '../../../src/adapters/prisma/index.js';
import type { Provider } from '../../support/schemas.js';
import type { ServerName } from '../../support/servers.js';
import type { Adapter, LaneKind, Section } from './lanes.js';
import { openPrisma } from './prisma-databases.js';

/** An adapter over the client, or over that of a transaction, with sections as an app makes them. */
export function prismaAdapterWith(client: object, sections: Record<string, Section>): Adapter {
  const settings = Object.entries(sections).map(([name, { table, ...rest }]) => [
    name,
    { model: table.toLowerCase(), where: (userId: string) => ({ userId }), select: { id: true }, ...rest },
  ]);
  const erase = prismaSections(client, Object.fromEntries(settings) as never);
  return prismaAdapter(client as never, { erase } as never) as unknown as Adapter;
}

const databases: [string, Provider, ServerName?][] = [
  ['SQLite', 'sqlite'],
  ['PostgreSQL', 'postgresql', 'PostgreSQL'],
  ['MariaDB', 'mysql', 'MariaDB'],
];

export const prismaLanes: LaneKind[] = databases.map(([name, dialect, needs]) => ({
  name: `Prisma on ${name}`,
  changes: true,
  ...(needs && { needs }),
  async open() {
    const { client, query, close } = await openPrisma(dialect);
    return { dialect, query, close, adapterWith: (sections) => prismaAdapterWith(client, sections) };
  },
}));
