import path from 'node:path';

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // What all examples share, and the packages that it uses, are outside of this folder.
  turbopack: { root: path.resolve(import.meta.dirname, '../..') },
  // Types are checked with those of the whole repository.
  typescript: { ignoreBuildErrors: true },
};
