import { modelNamed } from '../client-model.js';
import { member } from '../member.js';
import { readBody } from '../schema-text.js';

/** A model as the client shows it. */
interface ShownModel {
  fields: readonly unknown[];
  /** Its lines in the text of the schema, or `null` if that is not shown. */
  text: string | null;
}

/** A model of the client, or `null` if the client does not show its schema. None of this is documented by Prisma. */
export function findModel(prisma: object, clientName: string): ShownModel | null {
  const models = member(member(prisma, '_runtimeDataModel'), 'models');
  const name = modelNamed(models, clientName);
  const fields = name === undefined ? undefined : member(member(models, name), 'fields');
  if (name === undefined || !Array.isArray(fields)) return null;
  const schema = member(member(prisma, '_engineConfig'), 'inlineSchema');
  const text = typeof schema === 'string' ? readBody(schema, 'model|view', name) : null;
  return { fields: fields as unknown[], text };
}
