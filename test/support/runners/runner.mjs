/** The test function of whatever runs this: `bun test`, or `node --test`. @type {import('../../../dist/testing.js').TestFunction} */
export const test = (await import(process.versions.bun ? 'bun:test' : 'node:test')).test;

/**
 * The adapter as it is, or one that reports a logout without ending the session, if the environment asks for it.
 *
 * @template {object} Adapter
 * @param {Adapter} adapter
 * @returns {Adapter}
 */
export function perhapsBroken(adapter) {
  return process.env.SOJOURN_TEST_BROKEN ? { ...adapter, deleteSession: async () => true } : adapter;
}
