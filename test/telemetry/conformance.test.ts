import { context } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTelemetry } from '../../src/integrations/opentelemetry/index.js';
import { testStorageAdapter } from '../../src/testing/index.js';
import { memoryHarness } from '../support/memory-harness.js';
import { createSdk, useContextManager } from './sdk.js';

describe('memory, with telemetry and an SDK', () => {
  const sdk = createSdk();
  const { tracerProvider, meterProvider } = sdk;
  const telemetry = openTelemetry({ tracerProvider, meterProvider, personalData: true });

  beforeAll(useContextManager);
  afterAll(async () => {
    const verbs = new Set(sdk.spans().map(({ name }) => name));
    await sdk.shutdown();
    context.disable();
    expect(verbs.size).toBe(11);
  });

  testStorageAdapter(test, memoryHarness((adapter) => telemetry.adapter(adapter)));
});

describe('memory, with telemetry and no SDK', () => {
  const telemetry = openTelemetry();

  testStorageAdapter(test, memoryHarness((adapter) => telemetry.adapter(adapter)));
});
