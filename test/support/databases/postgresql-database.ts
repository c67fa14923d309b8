import pg from 'pg';
import { servers } from '../servers.js';
import { uniqueName } from './database.js';

/** Makes an empty PostgreSQL database of its own. */
export async function createPostgresqlDatabase() {
  const admin = new pg.Client({ connectionString: servers.PostgreSQL });
  const name = uniqueName();
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  // What a crash of the server would lose is of no interest here, and waiting for the disk takes most of the time.
  await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const url = new URL(servers.PostgreSQL);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    admin,
    /** Drops it once all have let go of it, or with `force` whoever holds it. */
    async drop({ force = false } = {}): Promise<void> {
      if (!force) await untilUnused(admin, name);
      await admin.query(`DROP DATABASE ${name}${force ? ' WITH (FORCE)' : ''}`);
      await admin.end();
    },
  };
}

/** The server lets go of a connection a little after the client has closed it. */
async function untilUnused(admin: pg.Client, database: string): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [database]);
    if (rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The text with PostgreSQL's numbers in the place of question marks; not those within quoted names. */
export function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll(/"(?:[^"]|"")*"|\?/g, (part) => (part === '?' ? `$${++count}` : part));
}
