/** What an app gets that bundles the package: ESM, as published. What is only loaded on demand is apart. */
const modifyEsbuildConfig = (config) => ({ ...config, format: 'esm', target: 'es2022' });

export default [
  {
    name: 'root entry with its dependencies',
    path: '../dist/index.js',
    ignore: ['./user-data-*', './cleanup-*'],
    limit: '6 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
  {
    name: 'the same with what the first export and cleanup load',
    path: '../dist/index.js',
    limit: '7.5 kB',
    gzip: true,
    modifyEsbuildConfig,
  },
];
