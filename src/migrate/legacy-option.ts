import type { Source } from './sources.js';

interface LegacySettings {
  source: Source;
  /** The value of the option `rows`, in the code of the app. */
  rows: string;
  /** The day after which nothing is exchanged, such as `2027-01-31`. */
  until: string;
  /** The fields or columns that are not called as is usual. */
  fields: Readonly<Record<string, string>>;
  /** Of the id of a user: `String`, `Int` or `BigInt`. */
  userIdType: string;
  isTypeScript: boolean;
}

/** The option `legacy` in the code of an app: line by line, without indent. */
export function legacyOption({ source, rows, until, fields, userIdType, isTypeScript }: LegacySettings): string[] {
  const { title, maker, secret, isDataOpen } = source;
  const names = Object.entries(fields).map(([key, name]) => `${key}: ${quoted(name)}`);
  return [
    `// Whoever is logged in by ${title} stays so: until this day their sessions are exchanged for new ones.`,
    `legacy: ${maker}({`,
    `  rows: ${rows},`,
    `  until: new Date('${until}'),`,
    ...(names.length === 0 ? [] : [`  fields: { ${names.join(', ')} },`]),
    ...(secret === null ? [] : [`  secret: process.env.${secret}${isTypeScript ? '!' : ''},`]),
    ...(isDataOpen ? userIdLines(userIdType, isTypeScript).map((line) => `  ${line}`) : []),
    '}),',
  ];
}

/** As a literal of JavaScript. */
export function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}

/** JSON, which the store keeps, has no bigint. */
function userIdLines(userIdType: string, isTypeScript: boolean): string[] {
  const type = userIdType === 'Int' ? 'number' : 'string';
  const parameter = isTypeScript ? `data: { userId?: ${type} }` : 'data';
  const value = userIdType === 'BigInt' ? 'data.userId && BigInt(data.userId)' : 'data.userId';
  return [
    "// Change this line: it says where your app keeps the user's id in a session; with Passport it is data.passport?.user.",
    `userId: (${parameter}) => ${value},`,
  ];
}
