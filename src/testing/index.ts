export type { StorageHarness } from './harness.js';
export { testStorageAdapter } from './test-storage-adapter.js';
export type { TestFunction } from './test-storage-adapter.js';
