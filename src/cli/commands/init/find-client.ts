import type { AppFile } from './app-files.js';

/** Where the app's Prisma client is exported, and under which name, which may be `default`. */
export interface FoundClient {
  file: string;
  name: string;
}

/** The usual names of such a module and of the client, the most usual first. */
const files = ['prisma', 'db', 'database', 'client', 'index'];
const names = ['prisma', 'db', 'prismaClient', 'client', 'database'];

/** The module that makes and exports the client, by its text: it is not run. `null` where none does. */
export function findClient(modules: readonly AppFile[]): FoundClient | null {
  const found = modules.flatMap(({ name: file, text }) => {
    const name = exportedClient(text);
    return name === null ? [] : [{ file, name }];
  });
  return found.toSorted((a, b) => rank(a.file) - rank(b.file))[0] ?? null;
}

function exportedClient(text: string): string | null {
  if (!/\bnew PrismaClient\b/.test(text)) return null;
  const exported = exportedNames(text);
  const usual = names.find((name) => exported.includes(name));
  return usual ?? (exported.includes('default') ? 'default' : null);
}

function exportedNames(text: string): string[] {
  const declared = [...text.matchAll(/^export (?:const|let|var) (\w+)/gm)].map(([, name]) => name!);
  const listed = [...text.matchAll(/^(?:export|module\.exports =) \{([^}]*)\}/gm)].flatMap(([, list]) =>
    list!.split(',').map((each) => each.trim().replace(/^\w+\s+as\s+/, '').replace(/\s*:.*$/, '')),
  );
  const assigned = [...text.matchAll(/^(?:module\.)?exports\.(\w+) =/gm)].map(([, name]) => name!);
  const byDefault = /^(?:export default|module\.exports =) (?:\w+|new )/m.test(text) ? ['default'] : [];
  return [...declared, ...listed, ...assigned, ...byDefault];
}

function rank(file: string): number {
  const segments = file.split('/');
  const base = segments.at(-1)!.split('.')[0]!;
  const place = files.indexOf(base);
  return (place === -1 ? files.length : place) + segments.length / 10;
}
