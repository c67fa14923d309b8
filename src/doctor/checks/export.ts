import { problemAt } from '../problem.js';
import type { Problem } from '../report.js';
import { clientNameOf } from '../schema/schema.js';
import { type Subject, isSettled } from '../subject.js';

/** Every model that leads to the user is exported, or a comment says by which section, or why not. */
export function checkExport(subject: Subject): Problem[] {
  const forgotten = [...subject.personal].filter(([model]) => !isSettled(subject, model));
  return [
    ...forgotten.map(([model, { path }]) =>
      problemAt({
        code: 'not-exported',
        model,
        message: `${model.name} holds data of the user and is not exported (${path})`,
        remedy: `add a section with the model "${clientNameOf(model)}" to prismaSections, or comment the model with "/// @sojourn.section <name>" if a section of your own exports it, or "/// @sojourn.exclude <reason>"`,
      }),
    ),
    ...findShared(subject),
  ];
}

/** What the user points to together with others is no data of one user. The app may know better. */
function findShared(subject: Subject): Problem[] {
  const { schema, user, personal } = subject;
  return schema.relations.flatMap((relation) => {
    if (relation.kind !== 'many-to-one' || relation.child.model !== user) return [];
    const { model } = relation.parent;
    if (model === user || personal.has(model) || isSettled(subject, model)) return [];
    const { field } = relation.child;
    return problemAt({
      code: 'shared-with-others',
      level: 'note',
      model: user,
      field,
      message: `${user.name}.${field.name} leads to ${model.name}, which several users may share, so it is not taken for data of one`,
      remedy: `if it is, export it; else comment ${model.name} with "/// @sojourn.exclude <reason>"`,
    });
  });
}
