import { Population } from '../../support/rows.js';
import type { DatabaseName } from '../arguments.js';
import { type Database, fill } from '../databases/database.js';
import { openMariadb } from '../databases/mariadb.js';
import { openPglite } from '../databases/pglite.js';
import { openPostgresql } from '../databases/postgresql.js';
import { openSqlite } from '../databases/sqlite.js';
import { driverGroup } from './driver.js';
import type { Place } from './group.js';
import { openMemory } from './memory.js';
import { prismaGroup } from './prisma.js';
import { openRedis } from './redis.js';

/** By name, what fills a place with so many sessions. */
export const openers: Record<DatabaseName, (rows: number) => Promise<Place>> = {
  memory: openMemory,
  redis: openRedis,
  sqlite: async (rows) => {
    const database = await openSqlite();
    return { ...(await placeOf(database, rows)), analyze: () => database.analyze() };
  },
  postgresql: async (rows) => analyzed(await openPostgresql(), rows),
  mariadb: async (rows) => analyzed(await openMariadb(), rows),
  pglite: async (rows) => analyzed(await openPglite(), rows),
};

async function analyzed(database: Database, rows: number): Promise<Place> {
  const place = await placeOf(database, rows);
  await database.analyze();
  return place;
}

async function placeOf(database: Database, rows: number): Promise<Place> {
  const population = new Population(rows, new Date());
  await fill(database, population);
  const { prisma, drivers, server, close } = database;
  return {
    server,
    population,
    groups: [
      ...(prisma ? [prismaGroup(database, prisma, population, false)] : []),
      ...(prisma?.provider === 'postgresql' ? [prismaGroup(database, prisma, population, true)] : []),
      ...drivers.filter(({ missing }) => missing === undefined).map((kind) => driverGroup(database, kind, population)),
    ],
    missing: drivers.flatMap(({ name, missing }) => (missing === undefined ? [] : [{ name: `sojourn on ${name}`, reason: missing }])),
    close,
  };
}
