import { readSchema } from '../doctor/schema/read-schema.js';
import type { AdapterNames } from './adapter-names.js';
import { assertDatabase } from './assert-database.js';
import { readBlocks } from './blocks.js';
import { findSessionModels } from './find-session-models.js';
import { findUserModel } from './find-user-model.js';
import type { FileChange } from './insertions.js';
import { planNew } from './plan-new.js';
import { planUpgrade } from './plan-upgrade.js';

export interface PlanOptions {
  /** The texts of the schema's files, by name. */
  schema: Readonly<Record<string, string>>;
  /** The user model, as the schema or the client names it. */
  userModel?: string | undefined;
  /** The session model. Default `Session`, or the one that is there already. */
  model?: string | undefined;
  /** Its name in the database. Default that of the model. */
  table?: string | undefined;
  /** The field of the user model that lists the sessions. Default the name of the model with an "s". */
  relation?: string | undefined;
}

/** What is to be added to the schema, and what the adapter has to be told of the result. */
export interface Plan {
  /** None if the schema has it all. */
  changes: readonly FileChange[];
  adapter: AdapterNames;
}

/**
 * What sessions need in a schema: the session model, and the back relation on the user model. Nothing that is there is
 * changed or removed; a schema that has both gets nothing.
 *
 * @throws InitError if it cannot be added, or something has to be decided first
 * @throws SchemaSyntaxError
 */
export function planSchema(options: PlanOptions): Plan {
  const schema = readSchema(options.schema);
  const blocks = readBlocks(options.schema);
  assertDatabase(schema);
  const own = findSessionModels(schema).filter(({ child }) => options.model === undefined || child.model.name === options.model);
  const user = findUserModel(schema, options.userModel, own);
  const existing = own.find(({ parent }) => parent.model === user);
  return existing ? planUpgrade(options, blocks, existing) : planNew(options, schema, blocks, user);
}
