import { ASYMMETRIC_MATCHERS_OBJECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, chai, customMatchers } from '@vitest/expect';

for (const matchers of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(matchers);

const asymmetric = (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT];

/** How long `poll` asks, and how long it waits before it asks again, in milliseconds. */
const pollTimeout = 5000;
const pollInterval = 10;

const extendable = chai.expect as typeof chai.expect & { extend(expect: unknown, matchers: object): void };

export const expect = Object.assign(extendable, asymmetric, { poll });
expect.extend(expect, customMatchers);

type Matchers = Record<string, (...expected: unknown[]) => unknown>;

/** Matchers that ask again until the answer is as expected. */
function poll(ask: () => unknown): Record<string, (...expected: unknown[]) => Promise<void>> {
  return new Proxy(
    {},
    {
      get: (_, matcher: string) =>
        async function match(...expected: unknown[]) {
          const end = Date.now() + pollTimeout;
          for (;;) {
            try {
              (chai.expect(await ask()) as unknown as Matchers)[matcher]!(...expected);
              return;
            } catch (error) {
              if (Date.now() > end) throw error;
            }
            await new Promise((resolve) => setTimeout(resolve, pollInterval));
          }
        },
    },
  );
}
