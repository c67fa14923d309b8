import * as argon2 from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDatabaseDirectory } from './example-server.js';

// The real ones, and one sees what they were given.
vi.mock('@node-rs/argon2', async (importOriginal) => {
  const original = await importOriginal<typeof argon2>();
  return { ...original, hash: vi.fn(original.hash), verify: vi.fn(original.verify) };
});

let database: Awaited<ReturnType<typeof createDatabaseDirectory>>;
let modules: Awaited<ReturnType<typeof loadModules>>;

/** The code of the examples, on the database that the environment names. */
async function loadModules() {
  const [{ logIn }, { signUp }, { prepareDatabase }, { prisma }] = await Promise.all([
    import('../../examples/shared/accounts/log-in.js'),
    import('../../examples/shared/accounts/sign-up.js'),
    import('../../examples/shared/database/prepare.js'),
    import('../../examples/shared/database/client.js'),
  ]);
  return { logIn, signUp, prepareDatabase, prisma };
}

beforeAll(async () => {
  database = await createDatabaseDirectory();
  vi.stubEnv('DATABASE_URL', database.env.DATABASE_URL);
  modules = await loadModules();
  await modules.prepareDatabase();
});

afterAll(async () => {
  await modules?.prisma.$disconnect();
  await database?.remove();
  vi.unstubAllEnvs();
});

describe('a wrong login', () => {
  const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };

  /** How many times the hash function ran, and over which hashes. */
  async function workOf(email: string, password: string) {
    vi.mocked(argon2.hash).mockClear();
    vi.mocked(argon2.verify).mockClear();
    const result = await modules.logIn(email, password);
    return {
      result,
      hashed: vi.mocked(argon2.hash).mock.calls.length,
      parameters: vi.mocked(argon2.verify).mock.calls.map(([hash]) => String(hash).split('$').slice(1, 4).join(' ')),
    };
  }

  beforeAll(async () => {
    expect(await modules.signUp(ada)).toHaveProperty('userId');
    // The hash of nobody's password is made when the app starts.
    await modules.logIn('warm-up@example.com', 'x');
  });

  test('runs the same hash once, whether or not there is such a user', async () => {
    const work = { result: null, hashed: 0, parameters: ['argon2id v=19 m=19456,t=2,p=1'] };
    expect(await workOf(ada.email, 'wrong')).toEqual(work);
    expect(await workOf('nobody@example.com', 'wrong')).toEqual(work);
    expect(await workOf('nobody@example.com', ada.password)).toEqual(work);
    expect((await workOf(ada.email, ada.password)).result).toMatchObject({ needsCode: false });
  });

  test('with a password longer than any runs none, whether or not there is such a user', async () => {
    const work = { result: null, hashed: 0, parameters: [] };
    expect(await workOf(ada.email, 'x'.repeat(257))).toEqual(work);
    expect(await workOf('nobody@example.com', 'x'.repeat(257))).toEqual(work);
  });
});
