import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findFramework } from '../../src/cli/commands/init/find-framework.js';
import { type Framework, loginLines } from '../../src/init/login-lines.js';
import { generatedDirectory } from '../support/schemas.js';
import { compile } from './support/compile.js';

const folder = path.join(generatedDirectory, 'login-lines');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the lines take for granted. */
const before: Record<Framework, string> = {
  next: '',
  'react-router': '',
  hono: "import { Hono } from 'hono';\nconst app = new Hono();\n",
  fastify: "import fastify from 'fastify';\nconst app = fastify();\n",
  koa: "import Koa from 'koa';\nconst app = new Koa();\ndeclare module 'koa' {\n  interface Request {\n    body?: unknown;\n  }\n}\n",
  express: "import express from 'express';\nconst app = express();\n",
  node: "import type { IncomingMessage, ServerResponse } from 'node:http';\ndeclare const request: IncomingMessage;\ndeclare const response: ServerResponse;\ndeclare const user: { no: number };\n",
};

test('the lines for each framework compile', () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const auth = "import { createAuth } from 'sojourn';\nimport { memoryAdapter } from 'sojourn/memory';\nexport const auth = createAuth({ adapter: memoryAdapter({ loadUser: async (id: number) => ({ id }) }) });\n";
  writeFileSync(path.join(folder, 'auth.ts'), auth);
  const files = Object.entries(before).map(([framework, beginning]) => {
    const { code } = loginLines(framework as Framework, './auth.js', 'no');
    expect(code).not.toContain('USER_ID');
    const file = path.join(folder, `${framework}.ts`);
    writeFileSync(file, `${beginning}declare function findUser(body: unknown): Promise<{ no: number } | null>;\n${code}export {};\n`);
    return file;
  });
  expect(compile(files)).toEqual([]);
}, 120_000);

test.each<[string[], Framework]>([
  [['next', 'react', 'express'], 'next'],
  [['@react-router/node', '@react-router/dev', 'express'], 'react-router'],
  [['hono', '@hono/node-server'], 'hono'],
  [['fastify'], 'fastify'],
  [['koa'], 'koa'],
  [['express', 'prisma'], 'express'],
  [['react-router', 'react'], 'node'],
  [[], 'node'],
])('%j is an app on %s', (dependencies, framework) => {
  expect(findFramework(dependencies)).toBe(framework);
});
