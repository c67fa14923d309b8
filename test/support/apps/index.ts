import express from 'express';
import fastify from 'fastify';
import Koa from 'koa';
import type { HttpOptions } from '../../../src/integrations/node/index.js';
import { serve } from '../http.js';
import type { ToolName } from '../tools.js';
import { type Auth, type CreateApp, type Observed, createObserved } from './app.js';
import { createExpressApp } from './express.js';
import { createFastifyApp } from './fastify.js';
import { createHonoApp } from './hono.js';
import { createKoaApp } from './koa.js';
import { createNodeApp } from './node.js';
import { isInstalled, loadTool } from './oldest.js';
import { createWebApp } from './web.js';

/** The app on each framework, by the name of the entry point, and on the oldest version of it. */
export const apps = {
  node: createNodeApp,
  express: createExpressApp(() => express),
  'express 4': createExpressApp(() => loadTool('express')),
  fastify: createFastifyApp(() => fastify),
  'fastify 4': createFastifyApp(() => loadTool('fastify')),
  koa: createKoaApp(() => Koa),
  'koa 2': createKoaApp(() => loadTool('koa')),
  web: createWebApp,
  hono: createHonoApp,
} satisfies Record<string, CreateApp>;

export type Integration = keyof typeof apps;

/** What an app needs that not every machine has. */
const needed: { [name in Integration]?: ToolName } = { 'express 4': 'Express 4', 'fastify 4': 'Fastify 4', 'koa 2': 'Koa 2' };

/** Those that can be tested here. */
export const integrations = (Object.keys(apps) as Integration[]).filter((name) => {
  const tool = needed[name];
  return tool === undefined || isInstalled(tool);
});

/** A browser without a screen: sends the cookies it was given, and says where its requests come from. */
export interface Browser {
  /** By name on the wire. */
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): ReturnType<Server['request']>;
  post(path: string, headers?: Record<string, string>): ReturnType<Server['request']>;
}

type Server = Awaited<ReturnType<typeof serve>>;

interface Setting {
  observed?: Observed;
  options?: HttpOptions;
}

/** The app of an integration on a free port, and browsers to visit it with. */
export async function serveApp(integration: Integration, auth: Auth, { observed = createObserved(), options }: Setting = {}) {
  const server = await serve(await apps[integration](auth, observed, options));

  function createBrowser(): Browser {
    const cookies = new Map<string, string>();
    async function send(method: string, path: string, headers: Record<string, string>) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await server.request(path, { method, headers: { ...(cookie && { cookie }), ...headers } });
      for (const line of answer.setCookie) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (line.includes('Max-Age=0')) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    }
    return {
      cookies,
      get: (path, headers = {}) => send('GET', path, headers),
      post: (path, headers = {}) => send('POST', path, { origin: server.origin, ...headers }),
    };
  }

  return { ...server, observed, createBrowser };
}
