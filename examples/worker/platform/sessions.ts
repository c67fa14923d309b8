/**
 * Takes the place of `shared/database/sessions.ts`: Prisma has no transactions on D1, which the limit on sessions and the
 * deletion of an account need. D1's own are batches, and the SQL adapter asks for no more. The tables are the same.
 */
import { env } from 'cloudflare:workers';
import { sqlAdapter } from 'sojourn/sql';
import { d1Executor } from './d1-executor.js';

export const adapter = sqlAdapter<{ id: string; email: string; name: string }>({
  dialect: 'sqlite',
  execute: d1Executor(env.DB),
  userColumns: { id: true, email: true, name: true },
  exportColumns: { id: true, email: true, name: true, createdAt: true },
  erase: { notes: { table: 'Note', userColumn: 'userId' } },
});
