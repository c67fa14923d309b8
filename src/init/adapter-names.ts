import { type Model, clientNameOf } from '../doctor/schema/schema.js';

/** As the client names them. */
export interface AdapterNames {
  sessionModel: string;
  userModel: string;
  userRelation: string;
  userIdField: string;
  /** The field of the session that holds the id of the user. */
  sessionUserId: string;
  /** The fields of the user that a request may well know. */
  userFields: readonly string[];
}

interface SchemaNames {
  session: Pick<Model, 'name'>;
  user: Model;
  /** The relation of the session, the field that it holds the id in, and the field that it refers to. */
  relation: string;
  userId: string;
  references: string;
}

export function adapterNamesOf({ session, user, relation, userId, references }: SchemaNames): AdapterNames {
  const known = ['email', 'name'].filter((name) => {
    const field = user.fields.get(name);
    return field?.type === 'String' && !field.isList;
  });
  return {
    sessionModel: clientNameOf(session),
    userModel: clientNameOf(user),
    userRelation: relation,
    userIdField: references,
    sessionUserId: userId,
    userFields: [...new Set([references, ...known])],
  };
}
