import type { AppFile } from './app-files.js';
import type { FoundClient } from './find-client.js';

interface App {
  modules: readonly AppFile[];
  client: FoundClient | null;
  hasTypeScript: boolean;
  hasSourceFolder: boolean;
}

/** Where the module with the auth goes by default: `src/auth.ts`; without such a folder, where the client is. */
export function authPlace({ modules, client, hasTypeScript, hasSourceFolder }: App): string {
  const extension = hasTypeScript || modules.some(({ name }) => name.endsWith('.ts')) ? 'ts' : 'js';
  if (hasSourceFolder) return `src/auth.${extension}`;
  const folder = /^(app|lib|server)\//.exec(client?.file ?? '')?.[0] ?? '';
  // What React Router keeps out of the browser.
  const isServerOnly = /\.server\.[jt]s$/.test(client?.file ?? '');
  return `${folder}auth${isServerOnly ? '.server' : ''}.${extension}`;
}

/** Another one, for an app that has something else there. */
export function otherPlace(name: string): string {
  return name.replace(/auth(?=[^/]*$)/, 'sessions');
}
