/**
 * A process that is killed in the midst of its work: creates, renews, rotates and ends sessions, several
 * at once, and says on its standard output what was acknowledged. Run as `node --import tsx process.ts <job>`.
 */
import { writeSync } from 'node:fs';
import { createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { prismaAdapter } from '../../../src/adapters/prisma/index.js';
import { libsqlExecutor, pgExecutor, sqlAdapter } from '../../../src/adapters/sql/index.js';
import { type StorageAdapter, createAuth } from '../../../src/index.js';
import { createToken } from '../../../src/session/token.js';
import { createPlainClient } from '../harnesses.js';
import { type Job, type Message, inFlight, operationCount } from './messages.js';

const { storage, url, userId } = JSON.parse(process.argv[2]!) as Job;

function openAdapter(): StorageAdapter<{ id: string }, string> {
  switch (storage) {
    case 'prisma-postgresql':
      return prismaAdapter(createPlainClient('postgresql', new PrismaPg({ connectionString: url })));
    case 'sql-postgresql':
      return sqlAdapter({ dialect: 'postgresql', execute: pgExecutor(new pg.Pool({ connectionString: url })) });
    case 'prisma-sqlite':
      return prismaAdapter(createPlainClient('sqlite', new PrismaLibSql({ url })));
    case 'sql-sqlite':
      return sqlAdapter({ dialect: 'sqlite', execute: libsqlExecutor(createClient({ url })) });
  }
}

// The write has reached the pipe when this returns, so that no acknowledgement dies with the process.
const say = (message: Message) => writeSync(1, `${JSON.stringify(message)}\n`);

const adapter = openAdapter();
const start = Date.now();
const day = 86_400_000;
let count = 0;
/** A second passes with each operation, so that each renewal is due and gives a later date. */
const now = () => new Date(start + count * 1000);
const auth = createAuth({ adapter, now, lifetime: { idle: day, absolute: 30 * day, renewEvery: 1 } });

function next(): boolean {
  return ++count <= operationCount;
}

async function renew(token: string, id: string): Promise<void> {
  say({ begin: 'renew', id });
  const valid = await auth.validateSession(token);
  if (!valid?.renewed) throw new Error(`Session ${id} was not renewed`);
  say({ done: 'renew', id, expirationDate: valid.session.expirationDate.getTime() });
}

async function rotate(id: string): Promise<{ token: string; id: string }> {
  const time = now();
  const created = await createToken();
  say({ begin: 'rotate', id, newId: created.id });
  const { secretHash } = created;
  const to = { id: created.id, secretHash, updatedAt: time, expirationDate: new Date(time.getTime() + day) };
  const outcome = await adapter.rotateSession({ id, now: time, to });
  if (outcome !== 'rotated') throw new Error(`Session ${id} was not rotated: ${outcome}`);
  say({ done: 'rotate', id, newId: created.id });
  return created;
}

async function work(): Promise<void> {
  for (let round = 0; next(); round++) {
    const { token, session } = await auth.createSession(userId);
    say({ done: 'create', id: session.id });
    if (!next()) return;
    await renew(token, session.id);
    if (!next()) return;
    const current = await rotate(session.id);
    if (!next()) return;
    await renew(current.token, current.id);
    if (round % 2 === 0) continue;
    if (!next()) return;
    say({ begin: 'invalidate', id: current.id });
    if (!(await auth.invalidateSession(current.id))) throw new Error(`Session ${current.id} was not there to end`);
    say({ done: 'invalidate', id: current.id });
  }
}

await Promise.all(Array.from({ length: inFlight }, work));
