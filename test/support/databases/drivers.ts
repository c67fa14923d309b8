import { createRequire } from 'node:module';
import path from 'node:path';
import { prisma6Directory, schemaNamed } from '../schemas.js';
import { toolsDirectory } from '../tools.js';

/**
 * The driver adapter of the version of Prisma that a schema is for.
 *
 * @param current what Prisma 7 has under that name
 */
export function driverOf<Module extends object>(schema: string, name: string, current: Module): Module {
  if (schemaNamed(schema).prisma === 7) return current;
  return createRequire(path.join(prisma6Directory, 'package.json'))(name) as Module;
}

/** A module installed with the tools, of which the type check knows nothing. */
export function requireTool<Module>(name: string): Module {
  return createRequire(path.join(toolsDirectory, 'package.json'))(name) as Module;
}
