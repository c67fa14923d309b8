/** Stands in for vitest where that does not run: its own runner and matchers, which need nothing of a runtime. */
export { afterAll, afterEach, beforeAll, beforeEach, describe, test } from '@vitest/runner';
export { expect } from './expect.js';

/** What a type is like was settled when it was compiled. */
export function expectTypeOf(): unknown {
  const anything: unknown = new Proxy(() => anything, { get: () => anything });
  return anything;
}
