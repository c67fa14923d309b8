import type { ClientModel } from './client-model.js';
import type { ResolvedOptions } from './options.js';

/** What an attribute can be: a value that JSON has too. */
const attributeTypes = ['String', 'Int', 'Float', 'Boolean'];

/**
 * Throws if the options do not fit the schema where the client shows it. Above all the relation must be
 * the one from `userId` to `userIdField` alone: with another key, or with a second field beside it,
 * sessions would be listed, ended and exported for the wrong user.
 */
export function assertModel({ session }: ClientModel, { fields, columns, userRelation, userIdField }: ResolvedOptions): void {
  const relation = session.fields.get(userRelation)?.relation;
  if (relation && (relation.fields.join() !== fields.userId || relation.references.join() !== userIdField)) {
    throw new TypeError(
      `"userIdField" option must be what the relation refers to: "${userRelation}" leads from [${relation.fields.join(', ')}] to [${relation.references.join(', ')}], not from [${fields.userId}] to [${userIdField}]`,
    );
  }
  for (const column of columns) {
    const type = session.columns.get(column)?.type;
    if (type !== undefined && !attributeTypes.includes(type)) {
      throw new TypeError(`"columns" option must name fields of type ${attributeTypes.join(', ')}; "${column}" is ${type}`);
    }
  }
}
