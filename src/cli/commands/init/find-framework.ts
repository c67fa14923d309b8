import type { Framework } from '../../../init/login-lines.js';

/** By which of its packages an app is known, the more telling ones first. */
const packages: readonly (readonly [string, Framework])[] = [
  ['next', 'next'],
  ['@react-router/node', 'react-router'],
  ['@react-router/dev', 'react-router'],
  ['hono', 'hono'],
  ['fastify', 'fastify'],
  ['koa', 'koa'],
  ['express', 'express'],
  ['@nestjs/platform-express', 'express'],
];

/** @param dependencies the names of the app's packages */
export function findFramework(dependencies: readonly string[]): Framework {
  return packages.find(([name]) => dependencies.includes(name))?.[1] ?? 'node';
}
