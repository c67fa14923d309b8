import type { AdapterNames } from './adapter-names.js';

export interface AuthModuleOptions {
  adapter: AdapterNames;
  /** The app's Prisma client; `null` where none was found. */
  client: ClientImport | null;
  /** Whether the module is CommonJS in JavaScript. */
  isCommonJs: boolean;
  /** What `createAuth` is told of another library's sessions. Default nothing. */
  legacy?: LegacyPart | undefined;
}

/** The option `legacy`, as code. */
export interface LegacyPart {
  /** The function of `sojourn/legacy` that it calls. */
  maker: string;
  /** Its lines, without indent. */
  lines: readonly string[];
}

/** How a module imports the client. */
interface ClientImport {
  specifier: string;
  /** The name it is exported under, which may be `default`. */
  name: string;
}

/** The module of the app that exports its auth. */
export function authModule({ adapter, client, isCommonJs, legacy }: AuthModuleOptions): string {
  const bring = isCommonJs ? requireLine : importLine;
  const { specifier, name } = client ?? { specifier: './db.js', name: 'prisma' };
  const local = localName(client);
  const lines = [
    bring('{ createAuth }', 'sojourn'),
    ...(legacy ? [legacyImport(legacy, isCommonJs)] : []),
    bring('{ prismaAdapter }', 'sojourn/prisma'),
    ...(client ? [] : ['// Change this line: import the PrismaClient that your app makes, and pass it below.']),
    bring(name === 'default' ? local : `{ ${name} }`, specifier),
    '',
    `${isCommonJs ? 'const' : 'export const'} auth = createAuth({`,
    `  adapter: prismaAdapter(${local}, {`,
    ...optionLines(adapter).map((line) => `    ${line}`),
    '  }),',
    ...(legacy?.lines ?? []).map((line) => `  ${line}`),
    '});',
    ...(isCommonJs ? ['', 'module.exports = { auth };'] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** What the module calls the client. */
export function localName(client: Pick<ClientImport, 'name'> | null): string {
  return client && client.name !== 'default' ? client.name : 'prisma';
}

export function legacyImport({ maker }: LegacyPart, isCommonJs: boolean): string {
  return (isCommonJs ? requireLine : importLine)(`{ ${maker} }`, 'sojourn/legacy');
}

function importLine(names: string, from: string): string {
  return `import ${names} from '${from}';`;
}

function requireLine(names: string, from: string): string {
  return `const ${names} = require('${from}');`;
}

/** Those that differ from the adapter's defaults, and what a request knows of its user. */
function optionLines({ sessionModel, userModel, userRelation, userIdField, sessionUserId, userFields }: AdapterNames): string[] {
  const names = [
    ['sessionModel', sessionModel, 'session'],
    ['userModel', userModel, 'user'],
    ['userRelation', userRelation, 'user'],
    ['userIdField', userIdField, 'id'],
  ] as const;
  return [
    ...names.flatMap(([option, name, usual]) => (name === usual ? [] : [`${option}: '${name}',`])),
    ...(sessionUserId === 'userId' ? [] : [`fields: { userId: '${sessionUserId}' },`]),
    "// What each request, and the download of one's data, may know of the user: no password hash, no other secret.",
    `userSelect: { ${userFields.map((field) => `${field}: true`).join(', ')} },`,
  ];
}
