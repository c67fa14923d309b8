import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { root } from '../../test/support/schemas.js';
import { loadPeer, peersDirectory } from '../support/peers.js';
import type { Missing } from './groups/group.js';

interface Esbuild {
  build(options: object): Promise<{ outputFiles: { contents: Uint8Array }[] }>;
}

export interface Bundle {
  name: string;
  /** Bytes of all that is imported, minified. */
  minified: number;
  /** The same after gzip. */
  gzipped: number;
  /** After gzip, without what is only loaded when it is first called. */
  atStart: number;
}

const source = (file: string) => JSON.stringify(path.join(root, 'src', file));

/** What an app imports for sessions on its Prisma client, or on nothing. The client itself, which the app has anyway, is left out. */
const imports: readonly [name: string, text: string][] = [
  [
    'sojourn, Prisma adapter',
    `export { createAuth } from ${source('index.ts')}; export { prismaAdapter } from ${source('adapters/prisma/index.ts')};`,
  ],
  [
    'sojourn, sql adapter on pg',
    `export { createAuth } from ${source('index.ts')}; export { pgExecutor, sqlAdapter } from ${source('adapters/sql/index.ts')};`,
  ],
  ['lucia', `export { Lucia } from 'lucia'; export { PrismaAdapter } from '@lucia-auth/adapter-prisma';`],
  ['better-auth', `export { betterAuth } from 'better-auth'; export { prismaAdapter } from 'better-auth/adapters/prisma';`],
  ['Auth.js, adapter alone', `export { PrismaAdapter } from '@auth/prisma-adapter';`],
  ['Auth.js', `export { Auth } from '@auth/core'; export { PrismaAdapter } from '@auth/prisma-adapter';`],
  [
    'express-session',
    `export { default as session } from 'express-session'; export { PrismaSessionStore } from '@quixo3/prisma-session-store';`,
  ],
  ['iron-session', `export { getIronSession } from 'iron-session';`],
];

/** Leaves out what `import()` loads. */
const loadedAtStart = {
  name: 'loaded-at-start',
  setup(build: { onResolve(options: { filter: RegExp }, resolve: (request: { kind: string; path: string }) => object | undefined): void }): void {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

function sizeOf(file: Uint8Array): number {
  return gzipSync(file, { level: 9 }).length;
}

/** Of each library that is installed. */
export async function measureBundles(): Promise<{ bundles: Bundle[]; missing: Missing[] }> {
  const esbuild = await loadPeer<Esbuild>('esbuild');
  async function bundle(contents: string, plugins: object[]): Promise<Uint8Array> {
    const { outputFiles } = await esbuild.build({
      stdin: { contents, resolveDir: peersDirectory },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      platform: 'node',
      external: ['@prisma/client'],
      plugins,
      logLevel: 'silent',
    });
    return outputFiles[0]!.contents;
  }

  const bundles: Bundle[] = [];
  const missing: Missing[] = [];
  for (const [name, contents] of imports) {
    try {
      const all = await bundle(contents, []);
      const atStart = await bundle(contents, [loadedAtStart]);
      bundles.push({ name, minified: all.length, gzipped: sizeOf(all), atStart: sizeOf(atStart) });
    } catch (error) {
      missing.push({ name: `what an app imports of ${name}`, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { bundles, missing };
}
