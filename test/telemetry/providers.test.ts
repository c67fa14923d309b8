import { context, metrics, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { openTelemetry } from '../../src/integrations/opentelemetry/index.js';
import { createSdk } from './sdk.js';

afterEach(() => {
  for (const api of [context, metrics, trace]) api.disable();
});

function authWith(telemetry: ReturnType<typeof openTelemetry>) {
  return createAuth({ adapter: telemetry.adapter(memoryAdapter()), onEvent: telemetry.onEvent });
}

describe('telemetry', () => {
  test('does nothing without an SDK', async () => {
    const auth = authWith(openTelemetry());
    const { token, session } = await auth.createSession('ada');
    expect((await auth.validateSession(token))?.session).toEqual(session);
    expect(await auth.validateSession('nonsense')).toBeNull();
    expect(await auth.invalidateSession(session.id)).toBe(true);
  });

  test('goes to the SDK that is registered, also after the first calls', async () => {
    const auth = authWith(openTelemetry());
    await auth.createSession('ada');
    const sdk = createSdk();
    trace.setGlobalTracerProvider(sdk.tracerProvider);
    metrics.setGlobalMeterProvider(sdk.meterProvider);
    await auth.createSession('ada');
    expect(sdk.spans().map(({ name }) => name)).toEqual(['sojourn.insertSession']);
    expect(await sdk.counts()).toMatchObject([{ value: 1 }]);
    expect(await sdk.durations()).toMatchObject([{ value: { count: 1 } }]);
    await sdk.shutdown();
  });

  test('goes to the providers it was given rather than to the global ones', async () => {
    const [global, given] = [createSdk(), createSdk()];
    trace.setGlobalTracerProvider(global.tracerProvider);
    metrics.setGlobalMeterProvider(global.meterProvider);
    const { tracerProvider, meterProvider } = given;
    await authWith(openTelemetry({ tracerProvider, meterProvider })).createSession('ada');
    expect(given.spans()).toHaveLength(1);
    expect(await given.counts()).toHaveLength(1);
    expect(global.spans()).toEqual([]);
    expect(await global.readMetrics()).toEqual([]);
    await Promise.all([global.shutdown(), given.shutdown()]);
  });

  test('says that it is of sojourn', async () => {
    const sdk = createSdk();
    const { tracerProvider, meterProvider } = sdk;
    await authWith(openTelemetry({ tracerProvider, meterProvider })).createSession('ada');
    expect(sdk.spans().map(({ instrumentationScope }) => instrumentationScope.name)).toEqual(['sojourn']);
    await sdk.shutdown();
  });

  test.each([
    [null, '"options" must be an object'],
    [{ ids: true }, '"ids" is no option of openTelemetry'],
    [{ tracerProvider: {} }, '"tracerProvider" option must have a function getTracer'],
    [{ meterProvider: null }, '"meterProvider" option must have a function getMeter'],
    [{ system: '' }, '"system" option must be a non-empty string'],
    [{ personalData: 'yes' }, '"personalData" option must be a boolean'],
  ])('refuses options that are wrong: %j', (options, message) => {
    expect(() => openTelemetry(options as never)).toThrow(new TypeError(message));
  });

  test('refuses an adapter that is none', () => {
    expect(() => openTelemetry().adapter(undefined as never)).toThrow(new TypeError('"adapter" must be an object'));
  });
});
