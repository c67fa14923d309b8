import { readFile } from './read-file.js';
import { relate } from './relate.js';
import type { Model, Schema } from './schema.js';

/**
 * Reads a whole schema: one text, or the texts of its files by name.
 *
 * @throws SchemaSyntaxError
 */
export function readSchema(source: string | Readonly<Record<string, string>>): Schema {
  const files =
    typeof source === 'string'
      ? [readFile(source, undefined)]
      : Object.entries(source).map(([name, text]) => readFile(text, name));
  const models = new Map<string, Model>(files.flatMap((file) => file.models).map((model) => [model.name, model]));
  const datasource = files.find((file) => file.datasource)?.datasource;
  const provider = datasource?.get('provider') ?? null;
  const emulatesRelations = provider === 'mongodb' || datasource?.get('relationMode') === 'prisma';
  return { provider, emulatesRelations, models, relations: relate(models) };
}
