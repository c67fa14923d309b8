/** What an app gets that bundles the package: ESM, as published. */
const asModule = { format: 'esm', target: 'es2022' };

/** Leaves out what is only loaded when it is first called, each in a file of its own. */
const loadedAtStart = {
  name: 'loaded-at-start',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

export default [
  {
    name: 'root entry with its dependencies',
    path: '../dist/index.js',
    limit: '6 kB',
    gzip: true,
    modifyEsbuildConfig: (config) => ({ ...config, ...asModule, plugins: [...(config.plugins ?? []), loadedAtStart] }),
  },
  {
    name: 'the same with all that is loaded later on',
    path: '../dist/index.js',
    limit: '10.75 kB',
    gzip: true,
    modifyEsbuildConfig: (config) => ({ ...config, ...asModule }),
  },
];
