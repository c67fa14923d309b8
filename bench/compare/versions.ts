import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { root } from '../../test/support/schemas.js';
import { findMissingTools, toolsDirectory } from '../../test/support/tools.js';
import { peerVersions } from '../support/peers.js';
import type { Results } from './results.js';

/** What is measured, or measured on, of the package's own development dependencies. */
const packages = [
  '@prisma/client',
  '@prisma/adapter-libsql',
  '@prisma/adapter-pg',
  '@prisma/adapter-mariadb',
  '@libsql/client',
  '@electric-sql/pglite',
  'pg',
  'mysql2',
  'redis',
  'ioredis',
];

export function machineOf(): Results['machine'] {
  const processors = cpus();
  return {
    node: process.versions.node,
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  };
}

/** Versions by package: what is installed, and of the peers what is locked. */
export function versionsOf(): Record<string, string> {
  const installed = packages.map((name) => [name, versionIn(path.join(root, 'package.json'), name)]);
  const compiled = findMissingTools().includes('better-sqlite3')
    ? []
    : [['better-sqlite3', versionIn(path.join(toolsDirectory, 'package.json'), 'better-sqlite3')]];
  return { ...(Object.fromEntries([...installed, ...compiled]) as Record<string, string>), ...peerVersions };
}

/** Not every package exports its package.json, so it is looked for where packages are. */
function versionIn(from: string, name: string): string {
  const directories = createRequire(from).resolve.paths(name) ?? [];
  for (const directory of directories) {
    try {
      return (JSON.parse(readFileSync(path.join(directory, name, 'package.json'), 'utf8')) as { version: string }).version;
    } catch {
      // It lies in one of the others.
    }
  }
  return 'unknown';
}
