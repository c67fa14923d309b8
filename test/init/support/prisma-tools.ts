import { format as formatFiles, validate as validateFiles } from '@prisma/prisma-schema-wasm';

type Files = Readonly<Record<string, string>>;

/** @throws if Prisma refuses the schema */
export function validate(schema: Files): void {
  try {
    validateFiles(JSON.stringify({ prismaSchema: Object.entries(schema), noColor: true }));
  } catch (error) {
    throw new Error(`Prisma refuses the schema: ${String(error)}`, { cause: error });
  }
}

/** The schema as `prisma format` would write it: with the line ends that Prisma writes. */
export function format(schema: Files): Record<string, string> {
  const settings = { textDocument: { uri: 'file:/schema.prisma' }, options: { tabSize: 2, insertSpaces: true } };
  const formatted = JSON.parse(formatFiles(JSON.stringify(Object.entries(schema)), JSON.stringify(settings))) as [string, string][];
  return Object.fromEntries(formatted);
}
