import { existsSync } from 'node:fs';
import path from 'node:path';
import { prisma6Directory, root } from './schemas.js';

/** Where the tools are that are installed apart from the package's own dependencies. */
export const toolsDirectory = path.join(root, '.ci/tools');

/** Where the oldest frameworks are that are supported, each under its own name. */
export const frameworksDirectory = path.join(toolsDirectory, 'frameworks');

const modules = path.join(toolsDirectory, 'node_modules');
const frameworks = path.join(frameworksDirectory, 'node_modules');

/** What each tool is used by: a program, or a file that is there once the tool is installed and built. */
export const tools = {
  'Node 20': path.join(modules, 'node-20/bin/node'),
  'Node 22': path.join(modules, 'node-22/bin/node'),
  'Node 24': path.join(modules, 'node-24/bin/node'),
  'Node 26': path.join(modules, 'node-26/bin/node'),
  Bun: path.join(modules, '@oven/bun-linux-x64/bin/bun'),
  Deno: path.join(modules, '@deno/linux-x64-glibc/deno'),
  workerd: path.join(modules, '@cloudflare/workerd-linux-64/bin/workerd'),
  'better-sqlite3': path.join(modules, 'better-sqlite3/build/Release/better_sqlite3.node'),
  'Jazzer.js': path.join(modules, '@jazzer.js/core/dist/cli.js'),
  'Prisma 6': path.join(prisma6Directory, 'node_modules/prisma/build/index.js'),
  'Express 4': path.join(frameworks, 'express/index.js'),
  'Fastify 4': path.join(frameworks, 'fastify/fastify.js'),
  'Koa 2': path.join(frameworks, 'koa/lib/application.js'),
  '@fastify/cookie': path.join(frameworks, '@fastify/cookie/plugin.js'),
  'worker example': path.join(root, 'examples/worker/node_modules/miniflare/package.json'),
  'react-router example': path.join(root, 'examples/react-router/node_modules/react-router/package.json'),
  'former libraries': path.join(root, 'bench/peers/node_modules/lucia/package.json'),
  'next example': path.join(root, 'examples/next/node_modules/next/package.json'),
};

export type ToolName = keyof typeof tools;

/** The tools that are not installed. */
export function findMissingTools(): ToolName[] {
  return (Object.keys(tools) as ToolName[]).filter((name) => !existsSync(tools[name]));
}
