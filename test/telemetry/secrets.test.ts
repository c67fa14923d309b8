import { expect, test } from 'vitest';
import { openTelemetry } from '../../src/integrations/opentelemetry/index.js';
import { doEverything, ipAddress, userAgent, userId } from './everything.js';
import { useSdk } from './sdk.js';

const sdk = useSdk();

/** Does everything within one span; gives what an exporter got, and what it must not have got. */
async function exportEverything(personalData: boolean) {
  const { tracerProvider, meterProvider } = sdk;
  const telemetry = openTelemetry({ tracerProvider, meterProvider, personalData });
  const { secrets, sessionIds } = await sdk.tracer.startActiveSpan('request', async (span) => {
    const done = await doEverything(telemetry);
    span.end();
    return done;
  });
  expect(secrets.length).toBeGreaterThan(30);
  return { ...(await sdk.exported()), secrets, sessionIds };
}

test.each([false, true])('no token, secret or hash is exported, with personal data: %j', async (personalData) => {
  const { spans, metrics, secrets } = await exportEverything(personalData);
  for (const secret of secrets) {
    expect(spans).not.toContain(secret);
    expect(metrics).not.toContain(secret);
  }
});

test('no personal data is exported unless the app asks for it', async () => {
  const { spans, metrics, sessionIds } = await exportEverything(false);
  for (const value of [...sessionIds, userId, ipAddress, userAgent, 'canary']) {
    expect(spans).not.toContain(value);
    expect(metrics).not.toContain(value);
  }
});

test('where the app asks for it, it is in spans, and still not in metrics', async () => {
  const { spans, metrics, sessionIds } = await exportEverything(true);
  for (const value of [...sessionIds, userId, ipAddress]) {
    expect(spans).toContain(value);
    expect(metrics).not.toContain(value);
  }
  expect(spans).toContain('Failing row contains');
  expect(spans).toContain('[redacted]');
});
