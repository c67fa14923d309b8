import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { newId } from '../../../src/session/token.js';
import { numbered } from '../../../test/support/databases/postgresql-database.js';
import { columns } from '../../support/columns.js';
import { type Population, detailsOf, tokenOf } from '../../support/rows.js';
import type { Database, Driver, Row } from '../databases/database.js';
import { type PrismaContext, type Subject, userSelect } from './subject.js';

const week = 7 * 24 * 60 * 60_000;

/** What a session costs that an app keeps by hand: one read by the id, one hash, one comparison, one look at the clock. */
type Read = (id: string) => Promise<Row | undefined>;

function hashOf(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('base64url')}`;
}

function newSession(userId: string, number: number) {
  const { ipAddress, userAgent } = detailsOf(number);
  const id = newId();
  const secret = randomBytes(32).toString('base64url');
  return { token: `${id}.${secret}`, id, secretHash: hashOf(secret), userId, ipAddress, userAgent };
}

function floor(name: string, population: Population, read: Read, writes: Pick<Subject, 'create' | 'invalidate'>): Subject {
  return {
    name,
    kind: 'floor',
    stored: (number) => tokenOf(population.id(number)),
    present: ({ token }) => token,
    async validate(presented) {
      const [id = '', secret = ''] = presented.split('.');
      const row = await read(id);
      if (!row) return null;
      const [stored, computed] = [Buffer.from(row.secretHash as string), Buffer.from(hashOf(secret))];
      if (stored.length !== computed.length || !timingSafeEqual(stored, computed)) return null;
      return new Date(row.expirationDate as string | Date).getTime() > Date.now() ? (row.userId as string) : null;
    },
    ...writes,
  };
}

/** The join that reads what a validation needs; a question mark stands for the id. */
function joinText({ quote }: Pick<Database, 'quote'>): string {
  const session = columns.map((column) => `s.${quote(column)}`);
  const user = Object.keys(userSelect).map((column) => `u.${quote(column)} AS ${quote(`user_${column}`)}`);
  return (
    `SELECT ${[...session, ...user].join(', ')} FROM ${quote('Session')} AS s` +
    ` INNER JOIN ${quote('User')} AS u ON u.${quote('id')} = s.${quote('userId')} WHERE s.${quote('id')} = ?`
  );
}

/** The driver's own statements, each prepared once. */
export function driverFloor(name: string, database: Database, driver: Driver, population: Population): Subject {
  const { quote, date } = database;
  const columns = ['id', 'secretHash', 'userId', 'ipAddress', 'userAgent', 'createdAt', 'updatedAt', 'authenticatedAt', 'expirationDate'];
  const join = driver.prepare(joinText(database));
  const insert = driver.prepare(
    `INSERT INTO ${quote('Session')} (${[...columns, 'attributes', 'remember'].map(quote).join(', ')})` +
      ` VALUES (${columns.map(() => '?').join(', ')}, '{}', TRUE)`,
  );
  const remove = driver.prepare(`DELETE FROM ${quote('Session')} WHERE ${quote('id')} = ?`);
  return floor(name, population, async (id) => (await join(id))[0], {
    async create(userId, number) {
      const { token, id, secretHash, ipAddress, userAgent } = newSession(userId, number);
      const time = Date.now();
      const now = date(new Date(time));
      await insert(id, secretHash, userId, ipAddress, userAgent, now, now, now, date(new Date(time + week)));
      return { id, token };
    },
    invalidate: async ({ id }) => remove(id),
  });
}

function prismaWrites({ client }: PrismaContext): Pick<Subject, 'create' | 'invalidate'> {
  return {
    async create(userId, number) {
      const { token, ...row } = newSession(userId, number);
      const now = new Date();
      const dates = { createdAt: now, updatedAt: now, authenticatedAt: now, expirationDate: new Date(now.getTime() + week) };
      await client.session.create({ data: { ...row, ...dates, attributes: {}, remember: true } });
      return { id: row.id, token };
    },
    invalidate: ({ id }) => client.session.deleteMany({ where: { id } }),
  };
}

export function queryRawFloor(name: string, context: PrismaContext, database: Pick<Database, 'quote'>): Subject {
  const text = joinText(database);
  const sql = context.provider === 'postgresql' ? numbered(text) : text;
  const read: Read = async (id) => (await context.client.$queryRawUnsafe(sql, id))[0];
  return floor(name, context.population, read, prismaWrites(context));
}

/** Calls of one turn of the event loop are made one by the client itself. */
export function findUniqueFloor(name: string, context: PrismaContext): Subject {
  const read: Read = async (id) =>
    (await context.client.session.findUnique({ where: { id }, include: { user: { select: userSelect } } })) ?? undefined;
  return floor(name, context.population, read, prismaWrites(context));
}
