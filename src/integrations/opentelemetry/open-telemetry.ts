import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { assertNothingLeft, assertObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import type { StorageAdapter } from '../../storage/storage-adapter.js';
import { createListener } from './listener.js';
import { createSignals } from './signals.js';
import { traceAdapter } from './trace-adapter.js';

export interface OpenTelemetryOptions {
  /** Where spans go. Default the global one, also when it is registered later. */
  tracerProvider?: TracerProvider;
  /** Where metrics go. Default the global one, also when it is registered later. */
  meterProvider?: MeterProvider;
  /**
   * The product behind the adapter, as `db.system.name` of the semantic conventions has it: `postgresql`,
   * `mysql`, `sqlite`, `redis`. Default: the attribute is left out.
   */
  system?: string;
  /**
   * Whether spans may hold personal data: the ids of sessions and users, the address, and the message of a
   * storage error, which may quote them. Metrics never do, and neither ever holds a token, secret or hash
   * (ASVS 5.0 16.2.5). Default false.
   */
  personalData?: boolean;
}

/**
 * What happens in an `auth`, for OpenTelemetry: events are counted and put on the active span, calls to
 * storage are timed and become spans. Without an SDK both do nothing.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import { createAuth } from 'sojourn';
 * import { memoryAdapter } from 'sojourn/memory';
 * import { openTelemetry } from 'sojourn/opentelemetry';
 *
 * const telemetry = openTelemetry();
 * const auth = createAuth({ adapter: telemetry.adapter(memoryAdapter()), onEvent: telemetry.onEvent });
 * await auth.createSession('user-1');
 * ```
 */
export function openTelemetry(options: OpenTelemetryOptions = {}) {
  assertOptions(options);
  const { system, personalData = false } = options;
  const signals = createSignals(options);

  return {
    /**
     * The listener for `createAuth`. Adds one to the counter `sojourn.events` for each event, and an event
     * named `sojourn.` and its type to the active span.
     */
    onEvent: createListener(signals, personalData),

    /**
     * The same storage, where each call is a span `sojourn.<verb>` of kind client and a value of the
     * histogram `sojourn.storage.duration`, in seconds. The adapter gets the same arguments in the same
     * turn, and what it answers or throws comes out as it is.
     *
     * @throws TypeError if it is no object
     */
    adapter<User, Id extends UserId>(storage: StorageAdapter<User, Id>): StorageAdapter<User, Id> {
      assertObject(storage, 'adapter');
      return traceAdapter(storage, signals, { system, personalData });
    },
  };
}

function assertOptions(options: unknown): void {
  assertObject(options, 'options');
  const { tracerProvider, meterProvider, system, personalData, ...rest } = options as Record<string, unknown>;
  assertNothingLeft(rest, 'option of openTelemetry');
  assertProvider(tracerProvider, 'tracerProvider', 'getTracer');
  assertProvider(meterProvider, 'meterProvider', 'getMeter');
  if (system !== undefined && (typeof system !== 'string' || system === '')) {
    throw new TypeError('"system" option must be a non-empty string');
  }
  if (personalData !== undefined && typeof personalData !== 'boolean') {
    throw new TypeError('"personalData" option must be a boolean');
  }
}

function assertProvider(provider: unknown, option: string, method: string): void {
  if (provider === undefined) return;
  if (typeof (provider as Record<string, unknown> | null)?.[method] === 'function') return;
  throw new TypeError(`"${option}" option must have a function ${method}`);
}
