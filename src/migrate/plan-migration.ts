import { readSchema } from '../doctor/schema/read-schema.js';
import { type Model, clientNameOf, findModel } from '../doctor/schema/schema.js';
import { assertDatabase } from '../init/assert-database.js';
import { backRelationName } from '../init/back-relation.js';
import { type Block, readBlocks } from '../init/blocks.js';
import { findSessionModels } from '../init/find-session-models.js';
import { findUserModel } from '../init/find-user-model.js';
import { type FileChange, changeOf } from '../init/insertions.js';
import { type Plan, type PlanOptions, planSchema } from '../init/plan.js';
import { userKeyOf } from '../init/user-key.js';
import { type OldModel, findOldModel } from './find-old-model.js';
import type { Source } from './sources.js';
import { type FileEdit, stepAside } from './step-aside.js';

/** What the new table is called where nothing else was asked for: the first that is free. */
export const usualTables = ['sessions', 'user_sessions', 'login_sessions'] as const;

interface MigrationOptions extends PlanOptions {
  source: Source;
  /** The model with the old sessions, as the schema or the client names it. Default the one that has their fields. */
  oldModel?: string | undefined;
  /** What that model is called from then on, if its name is that of the new one. Default `LegacySession`. */
  legacyModel?: string | undefined;
}

export interface MigrationPlan extends Plan {
  old: {
    /** The model of the old sessions before and after, as the client names it. */
    before: string;
    delegate: string;
    /** The same after, as the schema names it, and the field of the user that lists them, if there is one. */
    model: string;
    list: string | null;
    /** The fields that are not called as is usual, by what the option `fields` calls them. */
    fields: Readonly<Record<string, string>>;
  };
  userModel: string;
  /** Of the id of a user. */
  userIdType: string;
}

/**
 * A schema with the session model of this package beside that of another library, which gives way where the names are the
 * same. No table that is there changes. A schema that has both gets nothing.
 *
 * @throws InitError if that cannot be, or something has to be decided first
 * @throws SchemaSyntaxError
 */
export function planMigration({ source, oldModel, legacyModel = 'LegacySession', ...options }: MigrationOptions): MigrationPlan {
  const schema = readSchema(options.schema);
  assertDatabase(schema);
  const given = options.userModel === undefined ? undefined : findModel(schema, options.userModel);
  const old = findOldModel(schema, { source, name: oldModel, user: given });
  const userModel = options.userModel ?? old.relation?.parent.model.name;
  const own = findSessionModels(schema).filter(({ child }) => options.model === undefined || child.model.name === options.model);
  const user = findUserModel(schema, userModel, own);
  const resultOf = (plan: Plan, model: string): MigrationPlan => ({
    ...plan,
    old: {
      before: clientNameOf(old.model),
      delegate: clientNameOf({ name: model }),
      model,
      list: listOf(plan, options.schema, old, user, model),
      fields: unusual(source, old),
    },
    userModel: user.name,
    userIdType: userKeyOf(user).type,
  });
  if (own.some(({ parent }) => parent.model === user)) {
    return resultOf(planSchema({ ...options, userModel: user.name }), old.model.name);
  }
  const { model: name = 'Session', relation = backRelationName(name) } = options;
  const blocks = readBlocks(options.schema);
  const { edits, model } = stepAside({ files: options.schema, schema, blocks, old, user, name, relation, legacyName: legacyModel });
  const aside = { ...options.schema, ...Object.fromEntries(edits.map((edit) => [edit.file, changed(options.schema, edit).after])) };
  const plan = planSchema({ ...options, schema: aside, userModel: user.name, table: options.table ?? freeTable(blocks) });
  return resultOf({ ...plan, changes: together(options.schema, edits, plan.changes) }, model);
}

function freeTable(blocks: readonly Block[]): string {
  const taken = blocks.map(({ table }) => table.toLowerCase());
  return usualTables.find((table) => !taken.includes(table)) ?? usualTables[0];
}

function changed(files: PlanOptions['schema'], { file, insertions, replacements }: FileEdit): FileChange {
  return changeOf(file, files[file]!, insertions, files[file]!, replacements);
}

/** What is done to each file in the two steps, by the lines that it had before both. */
function together(files: PlanOptions['schema'], edits: readonly FileEdit[], additions: readonly FileChange[]): FileChange[] {
  const names = [...new Set([...edits, ...additions].map(({ file }) => file))];
  return names.flatMap((file) => {
    const edit = edits.find((each) => each.file === file);
    const addition = additions.find((each) => each.file === file);
    if (!edit) return addition!;
    const added = (addition?.insertions ?? []).map(({ after, lines }) => ({ after: beforeEdit(after, edit), lines }));
    return changed(files, { ...edit, insertions: [...edit.insertions, ...added] });
  });
}

function beforeEdit(line: number, { insertions }: FileEdit): number {
  return insertions.reduce((rest, { after, lines }) => (rest > after ? rest - lines.length : rest), line);
}

function unusual({ fields }: Source, old: OldModel): Record<string, string> {
  const named = fields.map(({ key, usual }) => [key, old.fields[key] ?? usual, usual] as const);
  return Object.fromEntries(named.filter(([, name, usual]) => name !== usual).map(([key, name]) => [key, name]));
}

/** The field of the user that lists the old sessions, in the schema as it becomes. */
function listOf({ changes }: Plan, files: PlanOptions['schema'], old: OldModel, user: Model, model: string): string | null {
  const after = { ...files, ...Object.fromEntries(changes.map((change) => [change.file, change.after])) };
  const fields = readSchema(after).models.get(user.name)?.fields.values() ?? [];
  return old.relation && ([...fields].find(({ type, isList }) => type === model && isList)?.name ?? null);
}
