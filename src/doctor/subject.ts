import type { ModelComments } from './comments.js';
import type { Description, Section } from './description.js';
import type { Personal } from './find-personal.js';
import type { Model, Schema } from './schema/schema.js';

/** What the checks look at. */
export interface Subject {
  schema: Schema;
  description: Description;
  user: Model;
  /** `null` where there is none. */
  session: Model | null;
  /** The models that hold data of a user, but for the user and session themselves. */
  personal: ReadonlyMap<Model, Personal>;
  comments: ReadonlyMap<Model, ModelComments>;
  /** The models that the sections and `exportSelect` export. */
  exported: ReadonlySet<Model>;
  /** By model: what the adapter does to it when it erases a user. */
  erased: ReadonlyMap<Model, Section>;
}

/** Whether it is exported, or a comment says by which section, or why not. */
export function isSettled({ exported, comments }: Pick<Subject, 'exported' | 'comments'>, model: Model): boolean {
  const { sections = [], exclude } = comments.get(model) ?? {};
  return exported.has(model) || sections.length > 0 || exclude !== undefined;
}
