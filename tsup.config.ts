import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { type Options, defineConfig } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const common = {
  target: 'es2022',
  splitting: true,
  // Without its prefix, Deno and Workers find no built-in module.
  removeNodeProtocol: false,
  external: [/^node:/],
} satisfies Options;

/** What the parser would read its own settings with, from files of the app: there are none. */
const withoutSettingsFiles: Plugin = {
  name: 'without-settings-files',
  setup(build) {
    build.onResolve({ filter: /^lilconfig$/ }, ({ path: name }) => ({ path: name, namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
      contents: 'export const lilconfigSync = () => ({ search: () => null });',
    }));
  },
};

/** What is bundled names built-in modules without the prefix. */
const prefixedBuiltins: Plugin = {
  name: 'prefixed-builtins',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path: name }) => (isBuiltin(name) ? { path: `node:${name.replace(/^node:/, '')}`, external: true } : undefined));
  },
};

/** As in an ES module, where there is no `module` to ask for `util`, which has no prefix there. */
const withoutNodeUtil: Plugin = {
  name: 'without-node-util',
  setup(build) {
    build.onLoad({ filter: /lodash-es[\\/]_nodeUtil\.js$/ }, () => ({ contents: 'export default undefined;' }));
  },
};

/** The packages that are part of one of the bundles. */
const bundled = new Set<string>();

/** Puts the licences of the packages that are part of the bundles beside them, as they ask for. */
const licences: Plugin = {
  name: 'licences',
  setup(build) {
    build.initialOptions.metafile = true;
    const directory = build.initialOptions.outdir ?? 'dist';
    build.onEnd(({ metafile }) => {
      const folders = Object.keys(metafile?.inputs ?? {}).flatMap((file) => /.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
      // What tsup itself adds is its own few lines of glue.
      for (const folder of folders) if (path.basename(folder) !== 'tsup') bundled.add(folder);
      mkdirSync(directory, { recursive: true });
      writeFileSync(path.join(directory, 'THIRD-PARTY-LICENSES.txt'), [...bundled].sort().map(licenceOf).join('\n'));
    });
  },
};

function licenceOf(directory: string): string {
  const { name, version } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as { name: string; version: string };
  const file = readdirSync(directory).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} is bundled, and has no licence file`);
  return `${name} ${version}\n\n${readFileSync(path.join(directory, file), 'utf8')}`;
}

/** With the parser and the prompts within the bundle: no app that only imports the library installs them. */
const bundlesTools = {
  platform: 'node',
  noExternal: ['@mrleebo/prisma-ast', '@clack/prompts'],
  esbuildPlugins: [withoutSettingsFiles, prefixedBuiltins, withoutNodeUtil, licences],
} satisfies Options;

export default defineConfig([
  {
    ...common,
    entry: {
      index: 'src/index.ts',
      prisma: 'src/adapters/prisma/index.ts',
      memory: 'src/adapters/memory/index.ts',
      redis: 'src/adapters/redis/index.ts',
      sql: 'src/adapters/sql/index.ts',
      cached: 'src/adapters/cached/index.ts',
      testing: 'src/testing/index.ts',
      node: 'src/integrations/node/index.ts',
      express: 'src/integrations/express/index.ts',
      fastify: 'src/integrations/fastify/index.ts',
      hono: 'src/integrations/hono/index.ts',
      koa: 'src/integrations/koa/index.ts',
      web: 'src/integrations/web/index.ts',
      opentelemetry: 'src/integrations/opentelemetry/index.ts',
      zip: 'src/export/zip/index.ts',
      legacy: 'src/legacy/index.ts',
    },
    format: ['esm', 'cjs'],
    dts: true,
    platform: 'neutral',
  },
  {
    ...common,
    ...bundlesTools,
    entry: { doctor: 'src/doctor/index.ts', cli: 'src/cli/index.ts' },
    format: ['esm'],
    dts: { entry: { doctor: 'src/doctor/index.ts' } },
  },
  {
    ...common,
    ...bundlesTools,
    entry: { doctor: 'src/doctor/index.ts' },
    format: ['cjs'],
    dts: true,
    shims: true,
  },
]);
