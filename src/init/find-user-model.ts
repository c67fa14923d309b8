import { type ForeignKey, type Model, type Schema, findModel } from '../doctor/schema/schema.js';
import { InitError } from './init-error.js';
import { hasUserKey } from './user-key.js';

/** By which the model of those who log in is told. */
const marks = ['email', 'password', 'passwordHash', 'username', 'login', 'phone'];

/**
 * The user model: the one named, else the one that a session model leads to already, else the one called `User` or
 * `Users` in any spelling.
 *
 * @throws InitError if there is none, or it takes somebody to choose
 */
export function findUserModel(schema: Schema, name: string | undefined, sessions: readonly ForeignKey[]): Model {
  const models = [...schema.models.values()];
  const candidates = candidatesOf(models, sessions);
  const list = candidates.map((model) => model.name);
  if (name !== undefined) {
    const model = findModel(schema, name);
    if (model) return model;
    throw new InitError(`the schema has no model "${name}"; --user-model may be ${list.join(', ') || 'none of those it has'}`);
  }
  const users = models.filter((model) => /^users?$/i.test(model.name));
  const obvious = [...new Set(sessions.map(({ parent }) => parent.model))];
  if (obvious.length === 1) return obvious[0]!;
  if (users.length === 1) return users[0]!;
  if (list.length === 0) throw new InitError('the schema has no model that could be the user; add one with an id of type String, Int or BigInt');
  throw new InitError(`it is not clear which model is the user; name it with --user-model: ${list.join(', ')}`, {
    about: 'userModel',
    choices: list,
    suggestion: list[0]!,
  });
}

/** Those that sessions could belong to, the likely ones first. */
function candidatesOf(models: readonly Model[], sessions: readonly ForeignKey[]): Model[] {
  const likelihood = ({ fields }: Model) => marks.filter((mark) => fields.has(mark)).length;
  return models
    .filter((model) => hasUserKey(model) && !sessions.some(({ child }) => child.model === model))
    .toSorted((a, b) => likelihood(b) - likelihood(a));
}
