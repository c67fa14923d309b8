/**
 * The tables as Prisma migrates a schema on MySQL, whose schema engine has no WebAssembly build. Knows the
 * forms that the test schemas have, one field or block attribute a line, and no others.
 */
export function mysqlTables(schema: string): string[] {
  const models = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name, body]) => readModel(name!, body!));
  // A table comes after those that it refers to.
  const ordered = models.toSorted((a, b) => a.relations.length - b.relations.length);
  return ordered.map((model) => tableOf(model, models));
}

interface Model {
  name: string;
  table: string;
  columns: { field: string; name: string; definition: string; isKey: boolean; isUnique: boolean }[];
  relations: { field: string; model: string; reference: string; actions: string }[];
  indexes: string[];
  uniques: string[][];
}

const types: Record<string, string> = {
  String: 'VARCHAR(191)',
  Int: 'INTEGER',
  BigInt: 'BIGINT',
  Float: 'DOUBLE',
  Boolean: 'BOOLEAN',
  DateTime: 'DATETIME(3)',
  Json: 'JSON',
};

function readModel(name: string, body: string): Model {
  const model: Model = { name, table: name, columns: [], relations: [], indexes: [], uniques: [] };
  for (const line of body.split('\n')) {
    const [, field = '', type = '', mark = '', attributes = ''] = /^ {2}(\w+) +(\w+)(\?|\[\])?(.*)$/.exec(line) ?? [];
    const [, relation] = /@relation\((.*)\)/.exec(attributes) ?? [];
    const [, native] = /@db\.(Text|Char\(\d+\))/.exec(attributes) ?? [];
    const sqlType = native?.toUpperCase() ?? types[type];
    if (relation?.includes('fields:')) {
      const [, own = ''] = /fields: \[(\w+)\]/.exec(relation) ?? [];
      const [, reference = ''] = /references: \[(\w+)\]/.exec(relation) ?? [];
      // Prisma's own defaults: a required relation keeps its target from being deleted.
      const [, action = mark === '?' ? 'SetNull' : 'Restrict'] = /onDelete: (\w+)/.exec(relation) ?? [];
      const onDelete = action.replace(/(?<=[a-z])(?=[A-Z])/, ' ').toUpperCase();
      model.relations.push({ field: own, model: type, reference, actions: `ON DELETE ${onDelete} ON UPDATE CASCADE` });
    } else if (sqlType !== undefined && mark !== '[]') {
      const parts = [sqlType, mark === '?' ? 'NULL' : 'NOT NULL'];
      if (attributes.includes('autoincrement()')) parts.push('AUTO_INCREMENT');
      const [, value] = /@default\((\w+)\)/.exec(attributes) ?? [];
      if (value !== undefined) parts.push(`DEFAULT ${value}`);
      model.columns.push({
        field,
        name: mapped(attributes) ?? field,
        definition: parts.join(' '),
        isKey: /@id\b/.test(attributes),
        isUnique: attributes.includes('@unique'),
      });
    } else if (line.startsWith('  @@map')) {
      model.table = mapped(line)!;
    } else if (line.startsWith('  @@index')) {
      model.indexes.push(/\[(\w+)\]/.exec(line)![1]!);
    } else if (line.startsWith('  @@unique')) {
      model.uniques.push(/\[(.*)\]/.exec(line)![1]!.split(', '));
    }
  }
  return model;
}

function mapped(attributes: string): string | undefined {
  return /@map\("(\w+)"\)/.exec(attributes)?.[1];
}

function tableOf(model: Model, models: readonly Model[]): string {
  const { table, columns, relations, indexes, uniques } = model;
  const parts = columns.map(({ name, definition }) => `\`${name}\` ${definition}`);
  for (const { name, isKey, isUnique } of columns) {
    if (isKey) parts.push(`PRIMARY KEY (\`${name}\`)`);
    if (isUnique) parts.push(`UNIQUE INDEX \`${table}_${name}_key\` (\`${name}\`)`);
  }
  for (const fields of uniques) {
    const names = fields.map((field) => columnOf(model, field));
    parts.push(`UNIQUE INDEX \`${table}_${names.join('_')}_key\` (${names.map((name) => `\`${name}\``).join(', ')})`);
  }
  for (const field of indexes) {
    const name = columnOf(model, field);
    parts.push(`INDEX \`${table}_${name}_idx\` (\`${name}\`)`);
  }
  for (const { field, model: target, reference, actions } of relations) {
    const name = columnOf(model, field);
    const referred = models.find((each) => each.name === target)!;
    parts.push(
      `CONSTRAINT \`${table}_${name}_fkey\` FOREIGN KEY (\`${name}\`)` +
        ` REFERENCES \`${referred.table}\` (\`${columnOf(referred, reference)}\`) ${actions}`,
    );
  }
  return `CREATE TABLE \`${table}\` (${parts.join(', ')}) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`;
}

function columnOf({ columns }: Model, field: string): string {
  return columns.find((column) => column.field === field)!.name;
}
