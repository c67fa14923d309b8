import { readFragment } from '../fragment.js';
import { problemAt } from '../problem.js';
import type { Problem } from '../report.js';
import { type Field, type Model, type Schema, attributeOf } from '../schema/schema.js';
import type { Subject } from '../subject.js';

/** Something that differs from the fragment, and how it should be. */
interface Drift {
  field?: Field | undefined;
  message: string;
  remedy: string;
}

/** The session model is that of the fragment, under the names that the adapter was told. */
export function checkSession(subject: Subject): Problem[] {
  const { session } = subject;
  if (!session) return [];
  const own = [...readFragment().fields.values()];
  const used = new Map(own.map((expected) => [nameOf(expected, subject), expected]));
  const drifts = [
    ...[...used].flatMap(([name, expected]) => compareField(name, expected, session, subject)),
    ...findObstacles([...used.keys()], session, subject),
  ];
  return drifts.map(({ field, message, remedy }) =>
    problemAt({ code: 'fragment-drift', model: session, field, message, remedy }),
  );
}

/** The one relation of the fragment is that to the user. */
function isRelation(expected: Field): boolean {
  return attributeOf(expected, 'relation') !== undefined;
}

function nameOf(expected: Field, { description }: Subject): string {
  return isRelation(expected) ? description.userRelation : (description.fields[expected.name] ?? expected.name);
}

function compareField(name: string, expected: Field, session: Model, subject: Subject): Drift[] {
  const field = session.fields.get(name);
  const full = `${session.name}.${name}`;
  if (!field || attributeOf(field, 'ignore')) {
    const remedy = `copy the field "${expected.name}" from sojourn/prisma/session.prisma, or name another in the options of prismaAdapter`;
    return [
      {
        field,
        message: `${session.name} has no field "${name}"${field ? ' for the client: it has @ignore' : ''}`,
        remedy,
      },
    ];
  }
  return isRelation(expected)
    ? compareRelation(field, full, subject)
    : compareScalar(field, full, expected, session, subject);
}

function compareRelation(field: Field, full: string, { schema, description, user }: Subject): Drift[] {
  const from = description.fields.userId!;
  const to = description.userIdField;
  const relation = schema.relations.find((each) => each.kind !== 'many-to-many' && each.child.field === field);
  const remedy = `write: @relation(fields: [${from}], references: [${to}], onDelete: Cascade, onUpdate: Cascade)`;
  if (!relation || relation.kind === 'many-to-many' || relation.parent.model !== user) {
    return [{ field, message: `${full} is no relation to ${user.name}`, remedy }];
  }
  const isExact = relation.fields.join() === from && relation.references.join() === to;
  return [
    ...(isExact ? [] : [{ field, message: `${full} must lead from [${from}] to [${to}] alone`, remedy }]),
    ...(relation.onDelete === 'Cascade'
      ? []
      : [{ field, message: `${full} lacks onDelete: Cascade, so sessions do not go with their user`, remedy }]),
    ...(field.isOptional
      ? [{ field, message: `${full} is optional, and each session has a user`, remedy: 'take away the question mark' }]
      : []),
  ];
}

function compareScalar(field: Field, full: string, expected: Field, session: Model, { schema }: Subject): Drift[] {
  const isUserId = expected.name === 'userId';
  const types = isUserId ? ['String', 'Int', 'BigInt'] : [expected.type];
  const type = `${types.join(', ')}${expected.isOptional ? '?' : ''}`;
  const drifts: Drift[] = [];
  const differs = (message: string, remedy: string) => drifts.push({ field, message: `${full} ${message}`, remedy });
  if (!types.includes(field.type) || field.isList) {
    differs(`is of type ${field.type}${field.isList ? '[]' : ''}, not ${types.join(', ')}`, `make it ${type}`);
  } else if (field.isOptional !== expected.isOptional) {
    differs(`must ${expected.isOptional ? '' : 'not '}be optional`, `make it ${type}`);
  }
  if (expected.type === 'DateTime' && losesMilliseconds(field, schema)) {
    differs(
      'loses milliseconds, by which renewals are told apart',
      'choose a native type with at least three digits after the second',
    );
  }
  const isKey = session.indexes.some(
    ({ kind, fields, isPartial }) => kind !== 'index' && !isPartial && fields.join() === field.name,
  );
  if (attributeOf(expected, 'id') && !isKey) differs('must be unique', 'add @id');
  if (attributeOf(expected, 'default') && !attributeOf(field, 'default')) {
    differs('lacks its default', 'copy it from the fragment');
  }
  if (Boolean(attributeOf(expected, 'updatedAt')) !== Boolean(attributeOf(field, 'updatedAt'))) {
    const isMissing = attributeOf(expected, 'updatedAt') !== undefined;
    differs(
      `must ${isMissing ? '' : 'not '}have @updatedAt: all dates come from the clock of the app`,
      isMissing ? 'add it' : 'take it away',
    );
  }
  return drifts;
}

function losesMilliseconds({ attributes }: Field, { provider }: Schema): boolean {
  // A native type without a precision has six digits on PostgreSQL, and none on MySQL.
  const digits = provider === 'mysql' ? 0 : 6;
  return attributes.some(({ name, arguments: [precision] }) => {
    if (/^db\.(Date|Time|Timetz|SmallDateTime)$/.test(name)) return true;
    return (
      /^db\.(Timestamp|Timestamptz|DateTime|DateTime2|DateTimeOffset)$/.test(name) &&
      Number(precision?.value ?? digits) < 3
    );
  });
}

/** What keeps rows from being inserted: fields of the app's own that must have a value. */
function findObstacles(used: readonly string[], session: Model, { schema, description }: Subject): Drift[] {
  const columns = description.columns
    .filter((name) => !session.fields.has(name))
    .map((name) => ({
      message: `${session.name} has no field "${name}", which the option "columns" of prismaAdapter names`,
      remedy: 'add the field, or take it out of the option',
    }));
  const required = [...session.fields.values()].filter(
    (field) =>
      ![...used, ...description.columns].includes(field.name) &&
      !field.isOptional &&
      !field.isList &&
      !schema.models.has(field.type) &&
      !attributeOf(field, 'default') &&
      !attributeOf(field, 'updatedAt'),
  );
  return [
    ...columns,
    ...required.map((field) => ({
      field,
      message: `${session.name}.${field.name} is required, and nothing gives it a value`,
      remedy: 'make it optional, give it a default, or name it in the option "columns" of prismaAdapter',
    })),
  ];
}
