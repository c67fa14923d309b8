import { problemAt } from '../problem.js';
import type { Problem } from '../report.js';
import type { Field, Model } from '../schema/schema.js';
import { type Subject, isSettled } from '../subject.js';

/** Who a row may be of, as the first words of a field such as `createdById`. */
const owners = ['user', 'owner', 'author', 'creator', 'createdby', 'updatedby'];

/** No field holds the id of a user without a relation, past which nothing of this can see. */
export function checkUnrelated(subject: Subject): Problem[] {
  const { schema, description, user, session } = subject;
  const idType = user.fields.get(description.userIdField)?.type;
  const keys = new Set(
    schema.relations.flatMap((relation) =>
      relation.kind === 'many-to-many' ? [] : relation.fields.map((name) => relation.child.model.fields.get(name)),
    ),
  );
  const isOpen = (model: Model) => model !== user && model !== session && !isSettled(subject, model);
  return [...schema.models.values()].filter(isOpen).flatMap((model) =>
    [...model.fields.values()]
      .filter((field) => field.type === idType && !field.isList && !keys.has(field) && namesUser(field, user))
      .map((field) =>
        problemAt({
          code: 'no-relation',
          level: 'warning',
          model,
          field,
          message: `${model.name}.${field.name} seems to hold the id of a ${user.name}, without a relation`,
          remedy: `add the relation, or export it with a section of your own and comment the model with "/// @sojourn.section <name>", or "/// @sojourn.exclude <reason>"`,
        }),
      ),
  );
}

function namesUser({ name }: Field, user: Model): boolean {
  const words = wordsOf(name);
  if (words.at(-1) !== 'id') return false;
  const owner = words.slice(0, -1).join('');
  const ofUser = wordsOf(user.name);
  return owners.includes(owner) || owner === ofUser.join('') || owner === ofUser.at(-1);
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}
