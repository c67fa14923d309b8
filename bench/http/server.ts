/**
 * One server in a process of its own: `server.ts <framework> <storage> <file of SQLite>`. Tells its port to the process
 * that started it, and ends with it.
 */
import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { createAuth } from 'sojourn';
import { prismaAdapter } from 'sojourn/prisma';
import { sqlAdapter } from 'sojourn/sql';
import { expressSession } from 'sojourn/express';
import { fastifySession } from 'sojourn/fastify';
import { honoSession } from 'sojourn/hono';
import { nodeSession } from 'sojourn/node';
import { type AppUser, openClient } from '../compare/app/client.js';
import { betterSqlite3 } from '../compare/databases/sqlite.js';
import { userSelect } from '../compare/libraries/subject.js';
import { Population } from '../support/rows.js';
import type { Framework, Storage } from './variants.js';

const [framework, storage, file = ''] = process.argv.slice(2) as [Framework, Storage, string];

/** As long as the answer with a user. */
const answerWithoutUser = { id: '00000000-0000-0000-0000-000000000000' };

async function openStorage() {
  if (storage === 'Prisma on libsql') {
    const { client } = await openClient('sqlite', new PrismaLibSql({ url: `file:${file}` }));
    return prismaAdapter(client, { userSelect });
  }
  const { execute } = await betterSqlite3(file).open(false);
  return sqlAdapter<AppUser>({ dialect: 'sqlite', execute, userColumns: userSelect });
}

async function openAuth() {
  return createAuth({ adapter: await openStorage(), lifetime: Population.lifetime });
}

async function nodeListener(): Promise<RequestListener> {
  const answer = (response: Parameters<RequestListener>[1], body: object) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (storage === 'none') return (_, response) => answer(response, answerWithoutUser);
  const session = nodeSession(await openAuth());
  return (request, response) => {
    session.current(request, response).then(
      (valid) => answer(response, { id: valid ? valid.user.id : null }),
      () => response.writeHead(503).end(),
    );
  };
}

async function expressListener(): Promise<RequestListener> {
  const app = express();
  if (storage === 'none') {
    app.get('/', (_, response) => void response.json(answerWithoutUser));
    return app as RequestListener;
  }
  const session = expressSession(await openAuth());
  app.use(session);
  app.get('/', (request, response) => {
    const valid = session.of(request);
    response.json({ id: valid ? valid.user.id : null });
  });
  return app as RequestListener;
}

async function honoListener(): Promise<RequestListener> {
  const app = new Hono();
  if (storage === 'none') return getRequestListener(app.get('/', (context) => context.json(answerWithoutUser)).fetch);
  const session = honoSession(await openAuth());
  const withSession = app.use(session).get('/', (context) => {
    const valid = session.of(context);
    return context.json({ id: valid ? valid.user.id : null });
  });
  return getRequestListener(withSession.fetch);
}

async function fastifyListener(): Promise<RequestListener> {
  const app = fastify();
  if (storage === 'none') {
    app.get('/', async () => answerWithoutUser);
  } else {
    const session = fastifySession(await openAuth());
    app.register(session);
    app.get('/', async (request) => {
      const valid = session.of(request);
      return { id: valid ? valid.user.id : null };
    });
  }
  await app.ready();
  return (request, response) => app.routing(request, response);
}

const listeners: Record<Framework, () => Promise<RequestListener>> = {
  'node:http': nodeListener,
  Express: expressListener,
  Hono: honoListener,
  Fastify: fastifyListener,
};

const server = createServer(await listeners[framework]()).listen(0, '127.0.0.1');
await once(server, 'listening');
process.once('disconnect', () => process.exit());
process.send!((server.address() as AddressInfo).port);
