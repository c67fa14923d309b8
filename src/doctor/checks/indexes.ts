import { problemAt } from '../problem.js';
import type { Problem } from '../report.js';
import type { Model } from '../schema/schema.js';
import type { Subject } from '../subject.js';

/** No lookup by a key, and no cleanup, reads a whole table. */
export function checkIndexes(subject: Subject): Problem[] {
  return [...checkSessionIndexes(subject), ...checkReferences(subject)];
}

function checkSessionIndexes(subject: Subject): Problem[] {
  const { session, description } = subject;
  if (!session) return [];
  const uses = {
    userId: 'to list and end the sessions of a user',
    expirationDate: 'to remove dead sessions',
    previousId: 'to find a session after a rotation, with the option "rotation"',
  };
  return Object.entries(uses).flatMap(([property, use]) => {
    const name = description.fields[property]!;
    const field = session.fields.get(name);
    // Only an ordered index helps to find what lies before a date.
    const types = property === 'expirationDate' ? ['BTree', 'Brin'] : ['BTree', 'Hash'];
    if (!field || hasIndex(session, [name], types) || (property === 'userId' && indexesKeys(subject))) return [];
    return problemAt({
      code: 'missing-index',
      level: property === 'previousId' ? 'warning' : 'error',
      model: session,
      field,
      message: `No index begins with ${session.name}.${name}; without one the whole table is read ${use}`,
      remedy: `add @@index([${name}])`,
    });
  });
}

function checkReferences(subject: Subject): Problem[] {
  const { schema, personal, user, session } = subject;
  if (indexesKeys(subject)) return [];
  return schema.relations.flatMap((relation) => {
    if (relation.kind === 'many-to-many') return [];
    const { child, parent, fields } = relation;
    const leadsToUser = parent.model === user || parent.model === session || personal.has(parent.model);
    if (!personal.has(child.model) || !leadsToUser || hasIndex(child.model, fields, ['BTree', 'Hash'])) return [];
    return problemAt({
      code: 'unindexed-reference',
      level: 'warning',
      model: child.model,
      field: child.model.fields.get(fields[0]!) ?? child.field,
      message: `No index begins with ${child.model.name}.${fields[0]}; export and erasure read the whole table`,
      remedy: `add @@index([${fields.join(', ')}])`,
    });
  });
}

function hasIndex({ indexes }: Model, fields: readonly string[], types: readonly string[]): boolean {
  return indexes.some((index) => !index.isPartial && fields.includes(index.fields[0]!) && types.includes(index.type));
}

/** MySQL and MariaDB give each foreign key an index by themselves. */
function indexesKeys({ schema }: Subject): boolean {
  return schema.provider === 'mysql' && !schema.emulatesRelations;
}
