import { defineConfig } from 'prisma/config';
import { databaseUrl } from '../database/url.js';

export default defineConfig({
  schema: '.',
  migrations: { path: 'migrations' },
  datasource: { url: databaseUrl },
});
