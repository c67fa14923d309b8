import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { onTestFinished } from 'vitest';
import { libsqlExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { type AuthEvent, type AuthOptions, createAuth } from '../../src/index.js';
import { appFolder } from '../doctor/cli.js';
import { root } from '../support/schemas.js';
import { plainNames, tableStatements } from '../support/sql-tables.mjs';

const source = (file: string) => pathToFileURL(path.join(root, 'src', file)).href;

/** The app's own module: the package, and a driver of its own. What happens goes to a file, and a little to stdout. */
const authModule = `import { appendFileSync } from 'node:fs';
import { createClient } from '@libsql/client';
import { createAuth } from '${source('index.ts')}';
import { libsqlExecutor, sqlAdapter } from '${source('adapters/sql/index.ts')}';

const client = createClient({ url: process.env.DATABASE_URL ?? 'file:app.db' });

export const auth = createAuth({
  adapter: sqlAdapter<{ id: number }>({ dialect: 'sqlite', execute: libsqlExecutor(client), userIdType: 'number' }),
  cookie: { secure: process.env.COOKIE !== 'insecure' },
  onEvent(event) {
    console.log('told of', event.type);
    appendFileSync('events.ndjson', JSON.stringify(event) + '\\n');
  },
});
`;

/** An app on a SQLite file with two users, 1 and 2; in a folder of its own, gone after the test. */
export async function startApp() {
  const folder = appFolder({ 'src/auth.ts': authModule }, ['tsx', '@libsql/client']);
  const client = createClient({ url: `file:${path.join(folder, 'app.db')}` });
  onTestFinished(() => client.close());
  for (const statement of tableStatements({ dialect: 'sqlite', idType: 'number', names: plainNames })) await client.execute(statement);
  await client.execute("INSERT INTO `User` (id, email) VALUES (1, 'ada@example.com'), (2, 'bob@example.com')");
  const adapter = sqlAdapter<{ id: number }>({ dialect: 'sqlite', execute: libsqlExecutor(client), userIdType: 'number' });
  return {
    folder,
    client,
    /** An auth over the same database, in this process. */
    authWith: (options: Pick<AuthOptions<{ id: number }, number, object>, 'now' | 'lifetime'> = {}) => createAuth({ adapter, ...options }),
    /** The ids of the sessions that have a row, by the driver. */
    idsLeft: async () => (await client.execute('SELECT id FROM `Session` ORDER BY id')).rows.map(({ id }) => String(id)),
    /** What the app was told. */
    events: () =>
      readFileSync(path.join(folder, 'events.ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as AuthEvent),
  };
}
