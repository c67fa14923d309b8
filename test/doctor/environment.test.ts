import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { checkEnvironment } from '../../src/doctor/environment/check-environment.js';
import { checkCookies } from '../../src/doctor/environment/cookies.js';
import { type AuthOptions, createAuth } from '../../src/index.js';
import { createPlainClient } from '../support/harnesses.js';
import { schemaFiles, schemaNamed } from '../support/schemas.js';
import { appSchema } from './app-schema.js';
import { appFolder } from './cli.js';
import { PrismaLibSql } from '@prisma/adapter-libsql';

describe('the cookie', () => {
  const check = (cookie: AuthOptions<object, string, object>['cookie'], mode: string | undefined, origin?: string) =>
    checkCookies(createAuth({ adapter: memoryAdapter(), ...(cookie && { cookie }) }), {
      mode,
      origin: origin === undefined ? undefined : new URL(origin),
    });

  test.each([
    ['secure, nobody says where', undefined, undefined, undefined],
    ['secure, in production', undefined, 'production', undefined],
    ['secure, over https', undefined, 'production', 'https://example.com'],
    ['not secure, in development', { secure: false }, 'development', undefined],
    ['not secure, nobody says where', { secure: false }, undefined, undefined],
    ['not secure, over http', { secure: false }, 'development', 'http://localhost:3000'],
  ])('is right: %s', (_name, cookie, mode, origin) => {
    expect(check(cookie, mode, origin)).toEqual([]);
  });

  test.each([
    ['in production', 'production', undefined, 'NODE_ENV is production'],
    ['over https', 'development', 'https://example.com', 'https://example.com'],
  ])('is readable on the way: %s', (_name, mode, origin, part) => {
    const [problem, ...others] = check({ secure: false }, mode, origin);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'insecure-cookie', level: 'error' });
    expect(problem!.message).toContain(part);
  });

  test.each([
    ['http://example.com', 'error', 'no browser'],
    ['http://localhost.example.com', 'error', 'no browser'],
    ['http://192.168.0.2:3000', 'error', 'no browser'],
    ['http://localhost:3000', 'warning', 'Safari'],
    ['http://app.localhost', 'warning', 'Safari'],
    ['http://127.0.0.1:3000', 'warning', 'Safari'],
    ['http://[::1]:3000', 'warning', 'Safari'],
  ])('is not kept at %s', (origin, level, part) => {
    const [problem, ...others] = check(undefined, 'development', origin);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'cookie-over-http', level });
    expect(problem!.message).toContain(part);
  });

  test('is not known of what has none', () => {
    expect(checkCookies({ '~description': {} }, { mode: 'production', origin: undefined })).toEqual([]);
  });
});

describe('Prisma', () => {
  const place = { mode: undefined, origin: undefined, database: false };
  const client = createPlainClient('sqlite', new PrismaLibSql({ url: ':memory:' }));
  const [entry] = Object.entries(schemaFiles(schemaNamed('sqlite'))).filter(([file]) => file.endsWith('.prisma'));
  const [, plainSchema] = entry!;

  /** With the client of the plain schema, or one that says of itself what is given. */
  const check = async (schema: string, shown: object = {}, directory = appFolder({})) => {
    const shownClient = new Proxy(client, { get: (target, key) => Reflect.get({ ...shown }, key) ?? Reflect.get(target, key) as unknown });
    const auth = createAuth({ adapter: prismaAdapter(shownClient) });
    const { problems } = await checkEnvironment({ ...place, auth, directory, schema: { 'schema.prisma': schema } });
    return problems;
  };

  test('is right with the client of the schema, whatever its comments and lines', async () => {
    expect(await check(plainSchema)).toEqual([]);
    expect(await check(`// the schema\n${plainSchema.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  test.each([
    ['a field more', (schema: string) => schema.replace('model User {', 'model User {\n  nickname String?'), ['User']],
    ['an attribute less', (schema: string) => schema.replace(/^(\s+email\s+String)\s+@unique.*$/m, '$1'), ['User']],
    ['a model more', (schema: string) => `${schema}\nmodel Tag {\n  id Int @id\n}\n`, ['Tag']],
  ])('has a client of another schema: %s', async (_name, change, models) => {
    const problems = await check(change(plainSchema));
    expect(problems).toMatchObject(models.map((model) => ({ code: 'client-outdated', level: 'error', model, file: 'schema.prisma' })));
    expect(problems[0]!.remedy).toContain('npx prisma generate');
  });

  test.each(['6.15.0', '5.22.0'])('%s is too old', async (version) => {
    const problems = await check(plainSchema, { _clientVersion: version });
    expect(problems.find(({ code }) => code === 'prisma-version')).toMatchObject({ level: 'error', message: expect.stringContaining(version) as string });
  });

  test.each(['6.16.0', '6.19.3', '7.0.0', '10.0.0'])('%s is not', async (version) => {
    const problems = await check(plainSchema, { _clientVersion: version });
    expect(problems.map(({ code }) => code)).not.toContain('prisma-version');
  });

  test('6 needs a setting in the generator', async () => {
    const withSetting = plainSchema.replace('generator client {', 'generator client {\n  engineType = "client"');
    expect(withSetting).not.toBe(plainSchema);
    expect(await check(plainSchema, { _clientVersion: '6.19.0' })).toMatchObject([{ code: 'generator-engine', level: 'warning', file: 'schema.prisma', line: 1 }]);
    expect(await check(withSetting, { _clientVersion: '6.19.0' })).toEqual([]);
  });

  test('is asked for its version where the app has it', async () => {
    const directory = appFolder({ 'node_modules/@prisma/client/package.json': '{ "version": "6.1.0" }' });
    const { problems } = await checkEnvironment({ ...place, auth: undefined, directory, schema: { 'schema.prisma': 'model A {\n  id Int @id\n}\n' } });
    expect(problems).toMatchObject([{ code: 'prisma-version', message: expect.stringContaining('6.1.0') as string }]);
  });

  test('has generated no client', async () => {
    const directory = appFolder({});
    const checkFolder = async () =>
      (await checkEnvironment({ ...place, auth: undefined, directory, schema: { 'prisma/schema.prisma': appSchema() } })).problems;
    expect(await checkFolder()).toMatchObject([
      { code: 'client-not-generated', level: 'warning', file: 'prisma/schema.prisma', line: 6, message: expect.stringContaining(' client,') as string },
    ]);
    mkdirSync(path.join(directory, 'client'));
    writeFileSync(path.join(directory, 'client/client.ts'), '');
    expect(await checkFolder()).toEqual([]);
  });
});
