import { type Outcome, type Suites, runSuites } from '../vitest/run-suites.js';
import { print } from './report.js';

/** What is used of the storage of a Durable Object. */
export interface DurableObjectStorage {
  sql: {
    exec(sql: string, ...values: unknown[]): { toArray(): Record<string, unknown>[]; one(): Record<string, unknown> };
  };
  transactionSync<T>(run: () => T): T;
}

let storage: DurableObjectStorage | undefined;

/** That of the object that runs the suites. */
export function currentStorage(): DurableObjectStorage {
  if (storage === undefined) throw new Error('There is no Durable Object here');
  return storage;
}

/** The class of an object that runs the suites when it is asked for anything. */
export function durableObject(suites: Suites) {
  return class {
    constructor(state: { storage: DurableObjectStorage }) {
      ({ storage } = state);
    }

    async fetch(): Promise<Response> {
      return Response.json(await runSuites(suites));
    }
  };
}

interface Environment {
  TESTS: { newUniqueId(): unknown; get(id: unknown): { fetch(url: string): Promise<Response> } };
}

/** The worker that asks a new object. */
export const worker = {
  async test(_: unknown, { TESTS }: Environment): Promise<void> {
    const response = await TESTS.get(TESTS.newUniqueId()).fetch('http://tests');
    print((await response.json()) as Outcome[]);
  },
};
