import { describe, test } from 'vitest';
import { testStorageAdapter } from '../../src/testing/index.js';
import { memoryHarness } from '../support/memory-harness.js';

describe('memory', () => {
  testStorageAdapter(test, memoryHarness());
});
