import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readSchema } from './schema/read-schema.js';
import type { Model } from './schema/schema.js';

let fragment: Model | undefined;

/** The session model as shipped; read once. */
export function readFragment(): Model {
  if (fragment) return fragment;
  const [model] = readSchema(readFragmentText()).models.values();
  fragment = model!;
  return fragment;
}

export function readFragmentText(): string {
  return readFileSync(createRequire(import.meta.url).resolve('sojourn/prisma/session.prisma'), 'utf8');
}
