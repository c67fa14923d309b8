import type { HttpOptions } from '../../../src/integrations/node/index.js';
import { serve } from '../http.js';
import { type Auth, type CreateApp, type Observed, createObserved } from './app.js';
import { createExpressApp } from './express.js';
import { createNodeApp } from './node.js';

/** The app on each framework, by the name of the entry point. */
export const apps = {
  node: createNodeApp,
  express: createExpressApp,
} satisfies Record<string, CreateApp>;

export type Integration = keyof typeof apps;

export const integrations = Object.keys(apps) as Integration[];

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
