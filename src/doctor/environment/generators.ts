import { existsSync } from 'node:fs';
import path from 'node:path';
import { readGenerators } from '../schema/read-generators.js';

/** A generator of Prisma's own client. */
interface ClientGenerator {
  file: string;
  line: number;
  /** `prisma-client` or `prisma-client-js`. */
  provider: string;
  /** Where the client is written, absolute; `undefined` for the default, within `node_modules`. */
  output: string | undefined;
  engineType: string | undefined;
}

/** The generators of Prisma's client in the schema. */
export function findClientGenerators(schema: Readonly<Record<string, string>>, directory: string): ClientGenerator[] {
  return Object.entries(schema).flatMap(([file, text]) =>
    readGenerators(text, file).flatMap(({ line, settings }) => {
      const provider = settings.get('provider') ?? '';
      if (provider !== 'prisma-client' && provider !== 'prisma-client-js') return [];
      const output = settings.get('output');
      return {
        file,
        line,
        provider,
        output: output === undefined ? undefined : path.resolve(directory, path.dirname(file), output),
        engineType: settings.get('engineType'),
      };
    }),
  );
}

/** Where its client should be and is not, relative to the directory. */
export function missingOutput({ output }: ClientGenerator, directory: string): string | undefined {
  return output === undefined || existsSync(output) ? undefined : path.relative(directory, output);
}
