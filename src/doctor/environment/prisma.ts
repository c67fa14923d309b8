import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { member, nameFrom } from '../members.js';
import type { Problem } from '../report.js';
import { readSchema } from '../schema/read-schema.js';
import type { Model } from '../schema/schema.js';
import { findClientGenerators, missingOutput } from './generators.js';

interface Sources {
  /** Whether the app's auth was loaded, and so its client. */
  isLoaded: boolean;
  /** The client in use; `undefined` where the auth shows none. */
  client: object | undefined;
  schema: Readonly<Record<string, string>>;
  /** What file names are relative to, and where the app's packages are. */
  directory: string;
}

/** The first version whose client works without an engine beside it. */
const oldest = [6, 16] as const;

/** The version of Prisma, its generator, and whether the generated client is that of this schema. */
export function checkPrisma(sources: Sources): Problem[] {
  const { client, schema, directory } = sources;
  const version = nameFrom(client, '_clientVersion') ?? readVersion(directory);
  return [...checkVersion(version), ...checkGenerators(sources, version), ...checkClient(client, schema)];
}

function readVersion(directory: string): string | undefined {
  try {
    const file = createRequire(path.join(directory, 'package.json')).resolve('@prisma/client/package.json');
    return nameFrom(JSON.parse(readFileSync(file, 'utf8')), 'version');
  } catch {
    // Not installed where the app is: then there is no version to speak of.
    return undefined;
  }
}

function partsOf(version: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
}

function checkVersion(version: string | undefined): Problem[] {
  if (version === undefined) return [];
  const [major, minor] = partsOf(version);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return [];
  return [
    {
      code: 'prisma-version',
      level: 'error',
      model: null,
      message: `Prisma Client is ${version}, and prismaAdapter needs ${oldest.join('.')} or later`,
      remedy: 'run npm install prisma@latest @prisma/client@latest, and then npx prisma generate',
    },
  ];
}

function checkGenerators({ isLoaded, schema, directory }: Sources, version: string | undefined): Problem[] {
  const generators = findClientGenerators(schema, directory);
  const [major] = partsOf(version ?? '');
  return generators.flatMap((generator): Problem[] => {
    const { file, line, provider, engineType } = generator;
    const place = { model: null, file, line };
    const needsSetting = major === oldest[0] && engineType !== 'client';
    // A client that is in use was generated, wherever it is by now.
    const missing = isLoaded ? undefined : missingOutput(generator, directory);
    return [
      ...(needsSetting
        ? [
            {
              ...place,
              code: 'generator-engine' as const,
              level: 'warning' as const,
              message: `The generator ${provider} makes a client with an engine of its own`,
              remedy: 'set engineType = "client" in it, give the client a driver adapter, and run npx prisma generate',
            },
          ]
        : []),
      ...(missing !== undefined
        ? [
            {
              ...place,
              code: 'client-not-generated' as const,
              level: 'warning' as const,
              message: `There is no client at ${missing}, where the generator writes it`,
              remedy: 'run npx prisma generate',
            },
          ]
        : []),
    ];
  });
}

/** A client holds the schema that it was generated from. */
function checkClient(client: object | undefined, schema: Readonly<Record<string, string>>): Problem[] {
  const source = nameFrom(member(client, '_engineConfig'), 'inlineSchema');
  if (source === undefined) return [];
  const generated = readSchema(source).models;
  const current = readSchema(schema).models;
  const changed = [...new Set([...current.keys(), ...generated.keys()])].filter(
    (name) => shapeOf(generated.get(name)) !== shapeOf(current.get(name)),
  );
  if (changed.length === 0) return [];
  const [first] = changed;
  const model = current.get(first!);
  return [
    {
      code: 'client-outdated',
      level: 'error',
      model: first!,
      ...(model?.file === undefined ? {} : { file: model.file }),
      ...(model ? { line: model.line } : {}),
      message: `The generated client is of another schema: ${changed.join(', ')} ${changed.length === 1 ? 'differs' : 'differ'}`,
      remedy: 'run npx prisma generate, or name the schema of that client with --schema',
    },
  ];
}

/** Its fields, with all that the client goes by; in any order. */
function shapeOf(model: Model | undefined): string | undefined {
  if (!model) return undefined;
  const fields = [...model.fields.values()].map(({ line: _, ...field }) => JSON.stringify(field));
  return fields.sort().join('\n');
}
