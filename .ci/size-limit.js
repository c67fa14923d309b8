/** What an app gets that bundles the package: ESM, as published. */
const asModule = { format: 'esm', target: 'es2022' };

/** Leaves out what is only loaded when it is first called, each in a file of its own. */
const loadedAtStart = {
  name: 'loaded-at-start',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

const plugins = (config) => ({ ...config, ...asModule, plugins: [...(config.plugins ?? []), loadedAtStart] });

/** An entry point by itself, with what it shares with the root. */
const entry = (name, limit, peers = []) => ({
  name: `sojourn/${name}`,
  path: `../dist/${name}.js`,
  limit,
  gzip: true,
  ignore: peers,
  modifyEsbuildConfig: plugins,
});

export default [
  { name: 'root entry with its dependencies', path: '../dist/index.js', limit: '6 kB', gzip: true, modifyEsbuildConfig: plugins },
  {
    name: 'the same with all that is loaded later on',
    path: '../dist/index.js',
    limit: '13.25 kB',
    gzip: true,
    modifyEsbuildConfig: (config) => ({ ...config, ...asModule }),
  },
  entry('prisma', '9.75 kB'),
  entry('sql', '11 kB'),
  entry('redis', '5.75 kB'),
  entry('memory', '1.6 kB'),
  entry('cached', '2 kB'),
  entry('zip', '3.75 kB', ['@zip.js/zip.js']),
  entry('legacy', '6 kB'),
  entry('node', '3.1 kB'),
  entry('express', '3.25 kB'),
  entry('fastify', '3.8 kB'),
  entry('hono', '3.6 kB', ['hono']),
  entry('koa', '3.6 kB'),
  entry('web', '3.1 kB'),
  entry('opentelemetry', '2.5 kB', ['@opentelemetry/api']),
];
