import { readFragmentText } from '../doctor/fragment.js';
import { alignFields, readFieldLine } from './field-lines.js';
import type { UserKey } from './user-key.js';

export interface SessionModelOptions {
  name: string;
  /** The user model, and its field that `userId` refers to. */
  userModel: string;
  key: UserKey;
  /** The name in the database, where it is another. */
  table?: string | undefined;
  /** As `@@schema` of the user model says. */
  schema?: string | undefined;
}

/** The model of the fragment under the names of the app, line by line, formatted as Prisma does. */
export function sessionModelLines({ name, userModel, key, table, schema }: SessionModelOptions): string[] {
  const lines = readFragmentText().trimEnd().split('\n');
  const renamed = lines.map((line) => {
    if (line.startsWith('model ')) return `model ${name} {`;
    const field = readFieldLine(line);
    if (field?.name === 'user') {
      return `${field.indent}user ${userModel} ${field.rest.replace('references: [id]', `references: [${key.field}]`)}`;
    }
    return field?.name === 'userId' ? `${field.indent}userId ${[key.type, ...key.nativeTypes].join(' ')}` : line;
  });
  const first = renamed.findIndex((line) => line.startsWith('model ')) + 1;
  const last = renamed.indexOf('', first);
  return [
    ...renamed.slice(0, first),
    ...alignFields(renamed.slice(first, last)),
    ...renamed.slice(last, -1),
    ...(table === undefined || table === name ? [] : [`  @@map(${JSON.stringify(table)})`]),
    ...(schema === undefined ? [] : [`  @@schema(${JSON.stringify(schema)})`]),
    '}',
  ];
}
