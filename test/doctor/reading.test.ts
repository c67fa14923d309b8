import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSchema } from '../../src/doctor/schema/read-schema.js';
import { type Model, type Schema, attributeOf } from '../../src/doctor/schema/schema.js';
import { root } from '../support/schemas.js';
import { cases } from './cases/index.js';
import { readWithPrisma } from './prisma-parser.js';
import { spellings } from './spellings.js';

type View = Record<string, unknown>;

/** Our reading of the models that Prisma shows too: it leaves out views, and what is ignored. */
function viewOf(schema: Schema, shown: ReadonlyMap<string, ReadonlySet<string>>): View {
  const models = [...schema.models.values()].filter(({ name }) => shown.has(name));
  return Object.fromEntries(models.map((model) => [model.name, viewOfModel(schema, model, shown.get(model.name)!)]));
}

function viewOfModel({ models, relations }: Schema, model: Model, shown: ReadonlySet<string>): View {
  const keys = relations.filter((relation) => relation.kind !== 'many-to-many');
  const fields = [...model.fields.values()].filter(({ name }) => shown.has(name));
  return {
    documentation: model.documentation.join('\n'),
    fields: fields.map((field) => {
      const key = keys.find(({ child }) => child.field === field);
      return {
        name: field.name,
        type: field.type,
        isList: field.isList,
        isRequired: !field.isOptional,
        isRelation: models.has(field.type),
        hasDefault: attributeOf(field, 'default') !== undefined,
        isUpdatedAt: attributeOf(field, 'updatedAt') !== undefined,
        from: key?.fields ?? [],
        to: key?.references ?? [],
        // Prisma shows what is written, and we what is in force.
        onDelete:
          key && attributeOf(field, 'relation')?.arguments.some(({ key: name }) => name === 'onDelete')
            ? key.onDelete
            : undefined,
      };
    }),
    indexes: model.indexes.map(({ kind, fields: names }) => `${kind} ${names.join()}`).sort(),
    relations: pairsOf(relations, model, shown),
  };
}

/** Which field of which model stands at the other end of each relation field. */
function pairsOf(relations: Schema['relations'], model: Model, shown: ReadonlySet<string>): string[] {
  const ends = relations.map((relation) =>
    relation.kind === 'many-to-many' ? relation.ends : ([relation.child, relation.parent] as const),
  );
  return ends
    .flatMap(([a, b]) => [[a, b] as const, [b, a] as const])
    .filter(([a]) => a.model === model && shown.has(a.field?.name ?? ''))
    .map(([a, b]) => `${a.field?.name} ${b.model.name}.${b.field?.name}`)
    .sort();
}

function viewOfPrisma({ datamodel }: ReturnType<typeof readWithPrisma>): View {
  const isModel = (name: string) => datamodel.models.some((model) => model.name === name);
  const listed = (name: string, type: string) =>
    datamodel.indexes.filter((index) => index.model === name && index.type === type);
  return Object.fromEntries(
    datamodel.models.map((model) => [
      model.name,
      {
        documentation: (model.documentation ?? '').replaceAll(/ +$/gm, ''),
        fields: model.fields.map((field) => ({
          name: field.name,
          type: field.type,
          isList: field.isList,
          isRequired: field.isRequired,
          isRelation: field.kind === 'object' && isModel(field.type),
          hasDefault: field.hasDefaultValue,
          isUpdatedAt: field.isUpdatedAt ?? false,
          from: field.isList ? [] : (field.relationFromFields ?? []),
          to: field.isList ? [] : (field.relationToFields ?? []),
          onDelete: field.relationOnDelete,
        })),
        indexes: (['id', 'unique', 'normal'] as const)
          .flatMap((type) =>
            listed(model.name, type).map(
              ({ fields }) => `${type === 'normal' ? 'index' : type} ${fields.map(({ name }) => name).join()}`,
            ),
          )
          .sort(),
        relations: model.fields
          .filter((field) => field.kind === 'object' && isModel(field.type))
          .map((field) => {
            const other = datamodel.models
              .find(({ name }) => name === field.type)!
              .fields.find(
                (each) => each !== field && each.relationName === field.relationName && each.type === model.name,
              );
            return `${field.name} ${field.type}.${other?.name}`;
          })
          .sort(),
      },
    ]),
  );
}

/** Fails unless what was read is what Prisma reads in the text. */
function expectSame(text: string, schema: Schema): void {
  const { datamodel } = readWithPrisma(text);
  // Prisma shows views as models.
  const views = new Set([...text.matchAll(/^view (\w+)/gm)].map(([, name]) => name));
  const models = datamodel.models.filter(({ name }) => !views.has(name));
  const shown = new Map(models.map(({ name, fields }) => [name, new Set(fields.map((field) => field.name))]));
  expect(shown.size).toBeGreaterThan(0);
  expect(viewOf(schema, shown)).toEqual(viewOfPrisma({ datamodel: { ...datamodel, models } }));
}

describe('a schema reads as Prisma reads it', () => {
  test.each([...cases, ...spellings])('$name', ({ schema }) => {
    expectSame(schema, readSchema(schema));
  });

  test('that of the example', () => {
    const files = ['schema.prisma', 'session.prisma'].map((name) =>
      readFileSync(path.join(root, 'examples/shared/prisma', name), 'utf8'),
    );
    const schema = readSchema(Object.fromEntries(files.entries()));
    expect([...schema.models.keys()]).toEqual(['User', 'Note', 'Session']);
    expectSame(files.join('\n'), schema);
  });
});
