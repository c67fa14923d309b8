import { prismaAdapter } from 'sojourn/prisma';
import type { Population } from '../../support/rows.js';
import { type AppClient, openClient } from '../app/client.js';
import { appQueries } from '../app/queries.js';
import type { Database } from '../databases/database.js';
import { authJsAdapter, authJsRoute } from '../libraries/auth-js.js';
import { betterAuth } from '../libraries/better-auth.js';
import { expressSession } from '../libraries/express-session.js';
import { findUniqueFloor, queryRawFloor } from '../libraries/floors.js';
import { lucia } from '../libraries/lucia.js';
import { sojourn } from '../libraries/sojourn.js';
import { type PrismaContext, type Subject, userSelect } from '../libraries/subject.js';
import { ownerOf } from '../operations.js';
import { verify } from '../verify.js';
import type { Group, Missing, OpenGroup } from './group.js';

type Prisma = NonNullable<Database['prisma']>;

/** The driver of each database that Prisma's validations may be read by; on SQLite the same build as Prisma's own. */
const readers = ['libsql', 'pg, named statements', 'mysql2'];

/**
 * All on one client of an app of 28 models, between whose calls the app asks for other things.
 *
 * @param named whether the client prepares its statements by name, and reads relations by a join
 */
export function prismaGroup(database: Database, prisma: Prisma, population: Population, named: boolean): Group {
  const name = `Prisma, ${prisma.adapter({ named }).adapterName}${named ? ', relation joins and named statements' : ''}`;
  return { name, open: (logged) => open(database, prisma, population, { named, logged }) };
}

const peers: readonly [name: string, create: (context: PrismaContext) => Promise<Subject>][] = [
  ['lucia', lucia],
  ['better-auth', (context) => betterAuth(context, { name: 'better-auth' })],
  ['better-auth, joins', (context) => betterAuth(context, { name: 'better-auth, joins', joins: true })],
  ['better-auth, cookie cache', (context) => betterAuth(context, { name: 'better-auth, cookie cache', cookieCache: true })],
  ['Auth.js, adapter alone', authJsAdapter],
  ['Auth.js, session route', authJsRoute],
  ['express-session', expressSession],
];

async function open(
  database: Database,
  { provider, adapter }: Prisma,
  population: Population,
  { named, logged }: { named: boolean; logged: boolean },
): Promise<OpenGroup> {
  const opened = await openClient(provider, adapter({ named }), { logged, joins: named });
  const { client } = opened;
  const clients = [opened];
  const context = { provider, client, population };
  const withoutRaw = sojourn('sojourn, raw off', prismaAdapter(client, { userSelect, rawQueries: false }), population);
  const subjects: Subject[] = [];
  const missing: Missing[] = [];
  if (provider === 'mysql') {
    subjects.push(withoutRaw);
    missing.push({ name: 'sojourn, raw join', reason: 'the adapter makes no raw statements on the driver of MariaDB' });
  } else {
    subjects.push(sojourn('sojourn', prismaAdapter(client, { userSelect }), population), withoutRaw);
  }
  const kind = readers.flatMap((each) => database.drivers.find(({ name, missing: why }) => name === each && why === undefined) ?? [])[0];
  const reader = await kind?.open(logged);
  if (kind && reader) {
    const adapter = prismaAdapter(client, { userSelect, reader: reader.execute });
    subjects.push(sojourn(`sojourn, reader ${kind.name}`, adapter, population));
  }
  for (const [name, create] of peers) {
    try {
      const subject = await create(context);
      await verify(subject, population);
      subjects.push(subject);
    } catch (error) {
      missing.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  subjects.push(findUniqueFloor('findUnique with include', context), queryRawFloor('$queryRaw join', context, database));
  if (provider === 'postgresql' && !named) {
    const joining = await openClient(provider, adapter({ named: true }), { logged, joins: true });
    clients.push(joining);
    subjects.push(findUniqueFloor('relation join, named statements', { ...context, client: joining.client }));
  }
  for (const subject of subjects) if (subject.kind !== 'peer') await verify(subject, population);

  const statements = () => clients.reduce((sum, each) => sum + each.statements(), reader?.statements() ?? 0);
  return {
    subjects,
    missing,
    between: otherQueries(client, population),
    async statementsDuring(act) {
      const before = statements();
      await act();
      return statements() - before;
    },
    close: () => Promise.all([...clients, ...(reader ? [reader] : [])].map(({ close }) => close())),
  };
}

/** Each of the app's other queries in turn, each time for another user. */
function otherQueries(client: AppClient, population: Population): () => Promise<unknown> {
  let count = 0;
  return () => appQueries[count % appQueries.length]!(client, ownerOf(population, count++));
}
