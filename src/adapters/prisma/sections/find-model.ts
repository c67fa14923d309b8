import { member } from '../member.js';

/** A model as the client shows it. */
interface ShownModel {
  fields: readonly unknown[];
  /** Its lines in the text of the schema, or `null` if that is not shown. */
  text: string | null;
}

/** A model of the client, or `null` if the client does not show its schema. None of this is documented by Prisma. */
export function findModel(prisma: object, clientName: string): ShownModel | null {
  const models = member(member(prisma, '_runtimeDataModel'), 'models');
  // The client names a model with its first letter in lower case.
  const name = Object.keys(typeof models === 'object' && models !== null ? models : {}).find(
    (key) => key.charAt(0).toLowerCase() + key.slice(1) === clientName,
  );
  const fields = name === undefined ? undefined : member(member(models, name), 'fields');
  if (!Array.isArray(fields)) return null;
  const schema = member(member(prisma, '_engineConfig'), 'inlineSchema');
  const [, text] = typeof schema === 'string' ? (new RegExp(`^(?:model|view) ${name} \\{\\n(.*?)^\\}`, 'ms').exec(schema.replaceAll('\r\n', '\n')) ?? []) : [];
  return { fields: fields as unknown[], text: text ?? null };
}
