import { describe, expect, test } from 'vitest';
import { type AuthEvent, SojournError } from '../../src/index.js';
import { openTelemetry } from '../../src/integrations/opentelemetry/index.js';
import { noon } from '../../src/testing/fixtures.js';
import { doEverything } from './everything.js';
import { useSdk } from './sdk.js';

const sdk = useSdk();

const about = { sessionId: 'session-1', userId: 7n };
const error = (cause: unknown) => new SojournError('ERR_STORAGE', 'Storage failed', { cause });

/** Of every type one event, and what telemetry says of it: always, and where personal data is asked for. */
const table: {
  [Type in AuthEvent['type']]: [Omit<Extract<AuthEvent, { type: Type }>, 'type' | 'time' | 'ipAddress'>, object, object];
} = {
  'session.created': [
    { ...about, pending: 'second-factor', replaces: 'session-0' },
    { 'sojourn.pending': true },
    { 'session.id': 'session-1', 'session.previous_id': 'session-0', 'user.id': '7' },
  ],
  'session.renewed': [about, {}, { 'session.id': 'session-1', 'user.id': '7' }],
  'session.rotated': [
    { ...about, previousId: 'session-0', reauthenticated: true },
    { 'sojourn.reauthenticated': true },
    { 'session.id': 'session-1', 'session.previous_id': 'session-0', 'user.id': '7' },
  ],
  'session.invalidated': [
    { sessionId: 'session-1', reason: 'completed' },
    { 'sojourn.reason': 'completed' },
    { 'session.id': 'session-1' },
  ],
  'sessions.invalidated': [
    { userId: 7, except: 'session-1', count: 12, reason: 'password-change' },
    { 'sojourn.reason': 'password-change' },
    { 'user.id': '7' },
  ],
  'session.rejected': [{ reason: 'malformed' }, { 'sojourn.reason': 'malformed' }, {}],
  'session.limit-reached': [
    { userId: 'ada', max: 3, onLimit: 'reject' },
    { 'sojourn.on_limit': 'reject' },
    { 'user.id': 'ada' },
  ],
  'session.reuse-detected': [
    { ...about, previousId: 'session-0', revoked: false },
    { 'sojourn.revoked': false },
    { 'session.id': 'session-1', 'session.previous_id': 'session-0', 'user.id': '7' },
  ],
  'user-data.exported': [{ userId: 'ada' }, {}, { 'user.id': 'ada' }],
  'user-data.erased': [{ userId: 'ada', counts: { files: 2, sessions: 3, user: 1 } }, {}, { 'user.id': 'ada' }],
  'storage.failed': [
    { operation: 'renewSession', error: error(Object.assign(new Error('Gone'), { code: 'ECONNRESET' })) },
    { 'sojourn.operation': 'renewSession', 'error.type': 'ECONNRESET' },
    {},
  ],
};
const rows = Object.entries(table) as [AuthEvent['type'], [object, object, object]][];

function telemetryOf(options: { personalData?: boolean } = {}) {
  const { tracerProvider, meterProvider } = sdk;
  return openTelemetry({ tracerProvider, meterProvider, ...options });
}

describe('an event', () => {
  test.each(rows)('%s is counted by what has few values', async (type, [fields, labels]) => {
    const event = { type, time: noon, ipAddress: '203.0.113.9', ...fields } as AuthEvent;
    for (const personalData of [false, true, true]) telemetryOf({ personalData }).onEvent(event);
    expect(await sdk.counts()).toEqual([{ attributes: { 'sojourn.event.type': type, ...labels }, value: 3 }]);
  });

  test.each(rows)('%s is on the active span, with personal data only on request', async (type, [fields, labels, personal]) => {
    const event = { type, time: noon, ipAddress: '203.0.113.9', ...fields } as AuthEvent;
    for (const personalData of [false, true]) {
      sdk.tracer.startActiveSpan('request', (span) => {
        telemetryOf({ personalData }).onEvent(event);
        span.end();
      });
    }
    const sessions = { 'sessions.invalidated': 12, 'user-data.erased': 3 }[type as string];
    const count = sessions === undefined ? {} : { 'sojourn.session.count': sessions };
    const told = sdk.spans().map(({ events }) => events.map(({ name, attributes }) => ({ name, attributes })));
    expect(told).toEqual([
      [{ name: `sojourn.${type}`, attributes: { ...labels, ...count } }],
      [{ name: `sojourn.${type}`, attributes: { ...labels, ...count, ...personal, 'client.address': '203.0.113.9' } }],
    ]);
  });

  test('without an active span is counted all the same', async () => {
    telemetryOf().onEvent({ type: 'session.rejected', reason: 'unknown', time: noon, ipAddress: null });
    expect(await sdk.counts()).toHaveLength(1);
    expect(sdk.spans()).toEqual([]);
  });
});

describe('an auth with telemetry', () => {
  test('has every event counted, as often as it came up, and on the span of its request', async () => {
    const { events } = await sdk.tracer.startActiveSpan('request', async (span) => {
      const done = await doEverything(telemetryOf());
      span.end();
      return done;
    });
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(Object.keys(table).sort());
    const counted: Record<string, number> = {};
    for (const { attributes, value } of await sdk.counts()) {
      const type = (attributes as Record<string, string>)['sojourn.event.type']!;
      counted[type] = (counted[type] ?? 0) + (value as number);
    }
    const expected: Record<string, number> = {};
    for (const { type } of events) expected[type] = (expected[type] ?? 0) + 1;
    expect(counted).toEqual(expected);
    const request = sdk.spans().find(({ name }) => name === 'request')!;
    expect(request.events.map(({ name }) => name)).toEqual(events.map(({ type }) => `sojourn.${type}`));
    expect(sdk.spans().filter(({ name }) => name !== 'request').flatMap((span) => span.events)).toEqual([]);
  });

  test('makes no more time series however many sessions and users there are', async () => {
    const telemetry = telemetryOf();
    await doEverything(telemetry);
    const series = (await sdk.readPoints()).length;
    for (let round = 0; round < 3; round++) await doEverything(telemetry);
    expect(await sdk.readPoints()).toHaveLength(series);
  });
});
