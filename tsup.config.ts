import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    prisma: 'src/adapters/prisma/index.ts',
    memory: 'src/adapters/memory/index.ts',
    redis: 'src/adapters/redis/index.ts',
    sql: 'src/adapters/sql/index.ts',
    testing: 'src/testing/index.ts',
    node: 'src/integrations/node/index.ts',
    express: 'src/integrations/express/index.ts',
    opentelemetry: 'src/integrations/opentelemetry/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: true,
  splitting: true,
  clean: true,
  platform: 'neutral',
  // Without its prefix, Deno and Workers find no built-in module.
  removeNodeProtocol: false,
  external: [/^node:/],
});
