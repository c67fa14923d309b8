import type { Model } from '../doctor/schema/schema.js';
import { addField } from './add-field.js';
import type { Block } from './blocks.js';
import type { Addition } from './changes.js';
import { InitError } from './init-error.js';

/** The field of the user model that lists the sessions, by default: `authSessions` for `AuthSession`. */
export function backRelationName(model: string): string {
  const name = model.charAt(0).toLowerCase() + model.slice(1);
  return name.endsWith('s') ? name : `${name}s`;
}

/**
 * The back relation in the user model; nothing where it is there.
 *
 * @throws InitError if another field has its name
 */
export function addBackRelation(user: Model, block: Block, text: string, session: string, relation: string): Addition {
  const { file } = block;
  const there = user.fields.get(relation);
  if (!there) return { file, insertions: [addField(block, text, relation, `${session}[]`)] };
  if (there.type === session && there.isList) return { file, insertions: [] };
  throw new InitError(
    `${user.name} has a field "${relation}" already (${file}:${there.line}), which is left alone; name the back relation with --relation authSessions`,
    { about: 'relation', suggestion: relation === 'authSessions' ? 'loginSessions' : 'authSessions' },
  );
}
