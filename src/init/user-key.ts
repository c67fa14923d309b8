import { type Field, type Model, attributeOf } from '../doctor/schema/schema.js';
import { InitError } from './init-error.js';

/** The field of the user that a session refers to. */
export interface UserKey {
  field: string;
  type: string;
  /** The native types, such as `@db.Uuid`, which the field of the session must have too. */
  nativeTypes: readonly string[];
}

const types = ['String', 'Int', 'BigInt'];

/**
 * @throws InitError if the user has no key that a session could refer to
 */
export function userKeyOf(user: Model): UserKey {
  const field = keyField(user);
  if (!field) {
    const composite = user.indexes.find(({ kind }) => kind === 'id');
    const reason = composite ? `has an id of several fields (${composite.fields.join(', ')})` : 'has no id';
    throw new InitError(
      `${user.name} ${reason}, and a session refers to its user by one; give it a field with @unique and no @@id, or name another model with --user-model`,
    );
  }
  if (!types.includes(field.type)) {
    throw new InitError(
      `${user.name}.${field.name} is of type ${field.type}, and the id of a user must be String, Int or BigInt; name another model with --user-model`,
    );
  }
  const nativeTypes = field.attributes.filter(({ name }) => name.includes('.'));
  return {
    field: field.name,
    type: field.type,
    nativeTypes: nativeTypes.map(({ name, arguments: list }) => {
      const values = list.map(({ value }) => String(value));
      return `@${name}${values.length === 0 ? '' : `(${values.join(', ')})`}`;
    }),
  };
}

/** Whether sessions could refer to it. */
export function hasUserKey(model: Model): boolean {
  const field = keyField(model);
  return field !== undefined && types.includes(field.type);
}

/** The id; without one, the first field that is unique and always there. */
function keyField({ indexes, fields }: Model): Field | undefined {
  const id = indexes.find(({ kind }) => kind === 'id');
  if (id) return id.fields.length === 1 ? fields.get(id.fields[0]!) : undefined;
  return [...fields.values()].find((field) => attributeOf(field, 'unique') && !field.isOptional);
}
