import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SessionRow } from 'sojourn';
import type { SqlDialect, SqlExecute } from 'sojourn/sql';
import type { Population } from '../../support/rows.js';
import type { Provider } from '../app/schema.js';

export type Row = Record<string, unknown>;

/** A connection, or a pool, of one driver. */
export interface Driver {
  execute: SqlExecute;
  /** The statement in the quickest form that the driver has; question marks stand for the values. */
  prepare(sql: string): (...values: string[]) => Row[] | Promise<Row[]>;
  /** How many statements have gone to the database so far; 0 unless they are counted. */
  statements(): number;
  close(): Promise<unknown>;
}

export interface DriverKind {
  name: string;
  dialect: SqlDialect;
  /** Why it cannot be measured here. */
  missing?: string;
  /** @param logged whether statements are counted, which takes time */
  open(logged: boolean): Promise<Driver>;
}

/** An empty database with the app's tables. */
export interface Database {
  /** Its name and version. */
  server: string;
  insertUsers(ids: readonly string[], time: Date): Promise<unknown>;
  insertSessions(rows: readonly SessionRow<string>[]): Promise<unknown>;
  /** Runs statements on a connection that is closed afterwards, or is never in the way of others. */
  run(statements: readonly string[]): Promise<unknown>;
  /** The text of a date as Prisma writes it. */
  date(time: Date): string;
  quote(name: string): string;
  concat(...parts: string[]): string;
  /** Brings the planner's statistics up to date. */
  analyze(): Promise<unknown>;
  /** What Prisma reaches it by, if it is measured here; `named`: statements are prepared by name. */
  prisma?: { provider: Provider; adapter(settings: { named: boolean }): SqlDriverAdapterFactory };
  drivers: readonly DriverKind[];
  close(): Promise<unknown>;
}

const batch = 5000;

/** Users and sessions as an app would have them, and the same sessions in the table of each library. */
export async function fill(database: Database, population: Population): Promise<void> {
  for (let first = 0; first < population.userCount; first += batch) {
    const length = Math.min(batch, population.userCount - first);
    await database.insertUsers(Array.from({ length }, (_, index) => population.userId(first + index)), population.now);
  }
  for (let first = 0; first < population.size; first += batch) {
    const length = Math.min(batch, population.size - first);
    await database.insertSessions(Array.from({ length }, (_, index) => population.row(first + index)));
  }
  await database.run(copies(database, population.now));
}

const day = 24 * 60 * 60_000;

/** Statements that fill the other tables. Their sessions have just begun, so that none is due for renewal. */
function copies({ quote, concat, date }: Database, now: Date): string[] {
  const week = `'${date(new Date(now.getTime() + 7 * day))}'`;
  const month = `'${date(new Date(now.getTime() + 30 * day))}'`;
  const [id, userId, createdAt, updatedAt, ip, agent] = ['id', 'userId', 'createdAt', 'updatedAt', 'ipAddress', 'userAgent'].map(quote);
  const cookie = JSON.stringify({ originalMaxAge: 7 * day, expires: new Date(now.getTime() + 7 * day), httpOnly: true, path: '/' });
  const data = concat(`'{"cookie":${cookie},"userId":"'`, userId!, `'"}'`);
  const copy = (table: string, columns: Record<string, string>) =>
    `INSERT INTO ${quote(table)} (${Object.keys(columns).map(quote).join(', ')})` +
    ` SELECT ${Object.values(columns).join(', ')} FROM ${quote('Session')}`;
  return [
    copy('LuciaSession', { id: id!, userId: userId!, expiresAt: month }),
    copy('BetterSession', {
      id: id!,
      token: id!,
      expiresAt: week,
      createdAt: createdAt!,
      updatedAt: updatedAt!,
      ipAddress: ip!,
      userAgent: agent!,
      userId: userId!,
    }),
    copy('AuthSession', { id: id!, sessionToken: id!, userId: userId!, expires: month }),
    copy('StoreSession', { id: id!, sid: id!, data, expiresAt: week }),
  ];
}
