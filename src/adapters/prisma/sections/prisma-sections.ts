import { sectionDescription } from '../../../export/section-description.js';
import type { ExportContext, ExportSection } from '../../../export/sections.js';
import { assertObject } from '../../../session/arguments.js';
import type { UserId } from '../../../session/session.js';
import type { ChangesOf, FieldOf, FilterOf, ListSelectOf, ListedModel, PayloadOf, ScalarFieldOf } from '../client-types.js';
import { type PrismaSectionOptions, resolveSection } from './options.js';
import { readPages } from './read-pages.js';

/** The type of the user's id, where the client has a model `user` with a field `id`. */
type UserIdOf<Client> = [FieldOf<PayloadOf<Client, 'user'>, 'id'>] extends [never]
  ? UserId
  : FieldOf<PayloadOf<Client, 'user'>, 'id'> & UserId;

/** A section of any of the client's models; `model` tells of which. */
type AnySection<Client> = {
  [Model in ListedModel<Client>]: PrismaSectionOptions<
    UserIdOf<Client>,
    Model,
    FilterOf<Client, Model>,
    ListSelectOf<Client, Model>,
    ScalarFieldOf<Client, Model>,
    ChangesOf<Client, Model>
  >;
}[ListedModel<Client>];

/**
 * Sections for the option `exports` of `createAuth`, each of which lists one user's rows of a model through the app's
 * own Prisma client. Rows are read by pages, in the order of `key`, and a page is asked for when the one before
 * was taken. A row that stays as it is comes exactly once, and none comes twice. A row that is changed meanwhile
 * comes as it was or as it is; one that is inserted comes if its place is after what was read.
 *
 * Takes also the client of an interactive transaction: with the isolation level `RepeatableRead` all is as it was
 * at one moment.
 *
 * @throws TypeError naming the option that is wrong, such as `sections.notes.model`
 * @example
 * ```ts
 * import { createAuth } from 'sojourn';
 * import { prismaAdapter, prismaSections } from 'sojourn/prisma';
 * import { prisma } from './db.js';
 *
 * export const auth = createAuth({
 *   adapter: prismaAdapter(prisma),
 *   exports: prismaSections(prisma, {
 *     notes: { model: 'note', where: (userId) => ({ userId }), select: { id: true, text: true } },
 *   }),
 * });
 * ```
 */
export function prismaSections<Client extends object, Names extends string>(
  prisma: Client,
  sections: { readonly [Name in Names]: AnySection<Client> },
): { readonly [Name in Names]: ExportSection<UserIdOf<Client>> } {
  assertObject(prisma, 'prisma');
  assertObject(sections, 'sections');
  const entries = Object.entries<unknown>(sections).map(([name, given]) => {
    const resolved = resolveSection(prisma, given, `sections.${name}`);
    const { model, where, select, key, erase } = resolved;
    const section = (userId: UserId, { signal }: ExportContext) => readPages(resolved, userId, signal);
    return [name, Object.assign(section, { [sectionDescription]: { model, where, select, key, erase } })];
  });
  return Object.fromEntries(entries) as { [Name in Names]: ExportSection<UserIdOf<Client>> };
}
