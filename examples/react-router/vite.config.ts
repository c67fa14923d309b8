import path from 'node:path';
import { reactRouter } from '@react-router/dev/vite';
import { type Plugin, defineConfig } from 'vite';

const built = path.resolve(import.meta.dirname, 'build/server');

/** Leaves the modules that all examples share where they are, since some read files beside them. */
const shared: Plugin = {
  name: 'shared',
  enforce: 'pre',
  apply: 'build',
  resolveId(source, importer) {
    if (!importer || !source.includes('/shared/')) return;
    const file = path.resolve(path.dirname(importer), source.replace(/\.js$/, '.ts'));
    return { id: path.relative(built, file).replaceAll(path.sep, '/'), external: 'absolute' };
  },
};

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [shared, reactRouter()],
  ssr: { external: ['sojourn'] },
  build: isSsrBuild ? { rollupOptions: { input: './server.ts' } } : {},
}));
