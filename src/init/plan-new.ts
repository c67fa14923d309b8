import type { Model, Schema } from '../doctor/schema/schema.js';
import { adapterNamesOf } from './adapter-names.js';
import { assertNamesFree } from './assert-names-free.js';
import { addBackRelation, backRelationName } from './back-relation.js';
import { type Block, blockOf } from './blocks.js';
import { type Addition, changesOf } from './changes.js';
import { linesOf, withoutEnd } from './insertions.js';
import type { Plan, PlanOptions } from './plan.js';
import { sessionModelLines } from './session-model.js';
import { userKeyOf } from './user-key.js';

/**
 * The session model and the back relation, for a schema that has no session model for this user.
 *
 * @throws InitError
 */
export function planNew({ schema: files, ...options }: PlanOptions, schema: Schema, blocks: readonly Block[], user: Model): Plan {
  const { model: name = 'Session', table = name, relation = backRelationName(name) } = options;
  const key = userKeyOf(user);
  const userBlock = blockOf(blocks, user);
  const { file } = userBlock;
  assertNamesFree({ schema, blocks, userBlock, name, table, relation });
  const lines = sessionModelLines({ name, userModel: user.name, key, table, schema: userBlock.schema });
  return {
    changes: changesOf(files, file, [
      addBackRelation(user, userBlock, files[file]!, name, relation),
      addModel(files, file, name, lines),
    ]),
    adapter: adapterNamesOf({ session: { name }, user, relation: 'user', userId: 'userId', references: key.field }),
  };
}

/** In a file of its own where the schema is in several, else at the end of the one. */
function addModel(files: PlanOptions['schema'], userFile: string, name: string, lines: readonly string[]): Addition {
  const file = Object.keys(files).length > 1 ? besideFile(userFile, name) : userFile;
  const own = linesOf(files[file] ?? '').map(withoutEnd);
  const isApart = own.length === 0 || own.at(-1)!.trim() === '';
  return { file, insertions: [{ after: own.length, lines: isApart ? lines : ['', ...lines] }] };
}

/** `AuthSession` goes to `auth-session.prisma`. */
function besideFile(file: string, name: string): string {
  const [folder] = /^(.*[\\/])?/.exec(file)!;
  return `${folder}${name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}.prisma`;
}
