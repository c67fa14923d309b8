import type { UserId } from '../../src/index.js';
import type { StorageHarness } from '../../src/testing/index.js';

/** A harness to register the suite with at once, of storage that is opened only when the tests begin. */
export function lateHarness(opened: () => StorageHarness): StorageHarness {
  return {
    createAdapter: () => opened().createAdapter(),
    createUnreachableAdapter: () => opened().createUnreachableAdapter!(),
    createUser: () => opened().createUser(),
    deleteUser: (userId: UserId) => opened().deleteUser(userId),
    readSession: (sessionId) => opened().readSession(sessionId),
    reset: () => opened().reset(),
    dispose: async () => opened().dispose?.(),
  };
}
