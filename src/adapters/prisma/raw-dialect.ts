import { type Dialect, dialectOf } from '../sql/dialect.js';
import type { ClientModel } from './client-model.js';
import { member } from './member.js';
import type { ResolvedOptions } from './options.js';

/** How to write raw statements for this function of the client, or `null` where the client, its schema or the options allow none. */
export function rawDialectOf(
  prisma: object,
  model: ClientModel | null,
  { rawQueries }: ResolvedOptions,
  by: '$queryRawUnsafe' | '$executeRawUnsafe',
): Dialect | null {
  return model?.dialect && rawQueries && typeof member(prisma, by) === 'function' ? dialectOf(model.dialect, 'iso8601') : null;
}
