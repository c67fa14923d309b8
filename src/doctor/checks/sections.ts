import { problemAt } from '../problem.js';
import type { Problem } from '../report.js';
import { findModel } from '../schema/schema.js';
import type { Subject } from '../subject.js';

/** What comments and sections refer to exists, and what is left out has a reason. */
export function checkSections({ schema, description, comments, user }: Subject): Problem[] {
  const inComments = [...comments].flatMap(([model, { sections, exclude, keep }]) => [
    ...sections
      .filter((name) => description.isGiven && !description.sections.has(name))
      .map((name) =>
        problemAt({
          code: 'unknown-section',
          model,
          message: `The comment on ${model.name} names the section "${name}", which is not in the option "exports" of createAuth`,
          remedy: `add the section, or correct the comment; there ${listOf([...description.sections.keys()])}`,
        }),
      ),
    ...Object.entries({ exclude, keep })
      .filter(([, reason]) => reason === '')
      .map(([mark]) =>
        problemAt({
          code: 'exclusion-without-reason',
          model,
          message: `"@sojourn.${mark}" on ${model.name} gives no reason`,
          remedy: `say why in the same line, such as "/// @sojourn.${mark} invoices are kept ten years by tax law"`,
        }),
      ),
  ]);
  const unknown = [...description.sections].flatMap(([name, section]) => {
    if (!section || findModel(schema, section.model)) return [];
    return problemAt({
      code: 'unknown-model',
      model: user,
      message: `The section "${name}" reads the model "${section.model}", which is not in the schema`,
      remedy: 'check that this is the schema of the client that the section uses',
    });
  });
  return [...inComments, ...unknown];
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'is none' : `is ${names.map((name) => `"${name}"`).join(', ')}`;
}
