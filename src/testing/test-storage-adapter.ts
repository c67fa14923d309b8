import type { UserId } from '../session/session.js';
import { cleanupCases } from './cases/cleanup.js';
import { concurrencyCases } from './cases/concurrency.js';
import { erasureCases, erasureGroup, erasureSkipped } from './cases/erasure.js';
import { expiryCases } from './cases/expiry.js';
import { exportCases } from './cases/export.js';
import { failureCase, failureCases } from './cases/failure.js';
import { hostileCases } from './cases/hostile.js';
import { invalidationCases } from './cases/invalidation.js';
import { lifecycleCases } from './cases/lifecycle.js';
import { limitCases } from './cases/limit.js';
import { pendingCases } from './cases/pending.js';
import { previousCases } from './cases/previous.js';
import { renewalCases } from './cases/renewal.js';
import { rotationCases } from './cases/rotation.js';
import { userDeletionCases } from './cases/user-deletion.js';
import type { Kit, StorageCase, StorageHarness } from './harness.js';

/** The `test` function of any runner: vitest, `node:test`, `bun test`. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

const cases: readonly StorageCase[] = [
  ...lifecycleCases,
  ...expiryCases,
  ...renewalCases,
  ...rotationCases,
  ...previousCases,
  ...limitCases,
  ...pendingCases,
  ...invalidationCases,
  ...cleanupCases,
  ...exportCases,
  ...userDeletionCases,
  ...erasureCases,
  ...hostileCases,
  ...failureCases,
  ...concurrencyCases,
];

/**
 * Registers the conformance suite: an adapter that passes keeps every promise of `StorageAdapter`.
 * What was written is checked through a second reader, and nothing waits for time to pass. Cases share
 * the storage, so the runner must not run them side by side.
 *
 * @throws TypeError if `skip` names no case, or gives no reason, or if `createUnreachableAdapter` is
 * neither there nor its case skipped
 * @example
 * ```ts
 * import { test } from 'node:test';
 * import { testStorageAdapter } from 'sojourn/testing';
 * import { harness } from './my-harness.js';
 *
 * testStorageAdapter(test, harness);
 * ```
 */
export function testStorageAdapter<Id extends UserId>(test: TestFunction, harness: StorageHarness<Id>): void {
  const skip = harness.skip ?? {};
  for (const [name, reason] of Object.entries(skip)) {
    if (name !== erasureGroup && !cases.some((each) => each.name === name)) throw new TypeError(`"skip" names no case: ${name}`);
    if (typeof reason !== 'string' || reason.trim() === '') throw new TypeError(`"skip" needs a reason for: ${name}`);
  }
  if (!harness.createUnreachableAdapter && !Object.hasOwn(skip, failureCase)) {
    throw new TypeError(`Without "createUnreachableAdapter", "skip" needs a reason for: ${failureCase}`);
  }
  const { [erasureGroup]: withoutErasure } = skip;
  const chosen =
    withoutErasure === undefined
      ? cases
      : [...cases.filter((each) => !erasureCases.includes(each)), erasureSkipped(withoutErasure)];
  for (const { name, run } of chosen) {
    if (Object.hasOwn(skip, name)) continue;
    test(name, async () => {
      // The cases handle ids and rows of whatever type the harness has, and hand back what they got.
      const untyped = harness as unknown as StorageHarness;
      try {
        await untyped.reset();
        const kit: Kit = {
          adapter: await untyped.createAdapter(),
          anotherAdapter: async () => untyped.createAdapter(),
          unreachableAdapter: async () => untyped.createUnreachableAdapter!(),
          createUser: () => untyped.createUser(),
          deleteUser: (userId) => untyped.deleteUser(userId),
          readSession: (sessionId) => untyped.readSession(sessionId),
        };
        await run(kit);
      } finally {
        await untyped.dispose?.();
      }
    });
  }
}
