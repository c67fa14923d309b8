import type { Model } from './schema/schema.js';

/** What the documentation comments of a model say to the doctor. */
export interface ModelComments {
  /** `@sojourn.section notes`: the hand-written sections that export it. */
  sections: readonly string[];
  /** `@sojourn.exclude reason`: why it is not exported; empty without a reason. */
  exclude: string | undefined;
  /** `@sojourn.keep reason`: why it outlives the user; empty without a reason. */
  keep: string | undefined;
}

export function commentsOf({ documentation }: Model): ModelComments {
  const marks = documentation.map((line) => /^@sojourn\.(\w+)\s*(.*)$/.exec(line) ?? []);
  const of = (name: string) => marks.filter((mark) => mark[1] === name).map(([, , text = '']) => text);
  return {
    sections: of('section').flatMap((text) => text.split(/[\s,]+/).filter(Boolean)),
    exclude: of('exclude')[0],
    keep: of('keep')[0],
  };
}
