import type { ForeignKey } from '../doctor/schema/schema.js';
import { adapterNamesOf } from './adapter-names.js';
import { addBackRelation, backRelationName } from './back-relation.js';
import { type Block, blockOf } from './blocks.js';
import { changesOf } from './changes.js';
import { InitError } from './init-error.js';
import type { Plan, PlanOptions } from './plan.js';
import { sessionModelLines } from './session-model.js';
import { upgradeModel } from './upgrade-model.js';
import { type UserKey, userKeyOf } from './user-key.js';

/**
 * What a session model that is there lacks, and the back relation if it is missing; nothing for one of today.
 *
 * @param relation that of the session model to its user
 * @throws InitError
 */
export function planUpgrade(options: PlanOptions, blocks: readonly Block[], relation: ForeignKey): Plan {
  const { model: session, field } = relation.child;
  const { model: user, field: backRelation } = relation.parent;
  const key = userKeyOf(user);
  const userId = relation.fields[0]!;
  const block = blockOf(blocks, session);
  const userBlock = blockOf(blocks, user);
  assertSame(options, block, relation, key);
  const lines = sessionModelLines({ name: session.name, userModel: user.name, key });
  const name = options.relation ?? backRelation?.name ?? backRelationName(session.name);
  return {
    changes: changesOf(options.schema, userBlock.file, [
      addBackRelation(user, userBlock, options.schema[userBlock.file]!, session.name, name),
      { file: block.file, insertions: upgradeModel(session, block, options.schema[block.file]!, lines, userId) },
    ]),
    adapter: adapterNamesOf({ session, user, relation: field.name, userId, references: relation.references[0] ?? key.field }),
  };
}

/** What is there already is not changed, and what is asked for must not be something else. */
function assertSame({ table, relation }: PlanOptions, block: Block, { child, parent, fields }: ForeignKey, key: UserKey): void {
  if (table !== undefined && table !== block.table) {
    throw new InitError(`${block.name} is there already, and is "${block.table}" in the database; leave out --table`);
  }
  if (relation !== undefined && parent.field && parent.field.name !== relation) {
    throw new InitError(`${parent.model.name} lists its sessions already, as "${parent.field.name}"; leave out --relation`);
  }
  const type = child.model.fields.get(fields[0]!)?.type;
  if (type === key.type) return;
  throw new InitError(
    `${block.name}.${fields[0]} is of type ${type ?? 'none'}, and ${parent.model.name}.${key.field} of type ${key.type}; make them the same`,
  );
}
