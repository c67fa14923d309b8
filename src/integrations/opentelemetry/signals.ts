import { type Counter, type Histogram, type MeterProvider, type Tracer, metrics, trace } from '@opentelemetry/api';
import type { OpenTelemetryOptions } from './open-telemetry.js';

const scope = 'sojourn';

/** In seconds, as the semantic conventions advise for calls to a database. */
const durationBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

interface Instruments {
  events: Counter;
  duration: Histogram;
}

/** What telemetry is given to. */
export interface Signals {
  tracer: Tracer;
  instruments(): Instruments;
}

export function createSignals({ tracerProvider, meterProvider }: OpenTelemetryOptions): Signals {
  let provider: MeterProvider | undefined;
  let instruments: Instruments | undefined;
  return {
    // The global one hands calls on to whichever provider is registered, whenever that is.
    tracer: (tracerProvider ?? trace).getTracer(scope),

    instruments() {
      // A global meter does not: it stays without effect if it was asked for before there was a provider.
      const current = meterProvider ?? metrics.getMeterProvider();
      if (!instruments || current !== provider) instruments = createInstruments(current);
      provider = current;
      return instruments;
    },
  };
}

function createInstruments(provider: MeterProvider): Instruments {
  const meter = provider.getMeter(scope);
  return {
    events: meter.createCounter('sojourn.events', { description: 'What happened to sessions.', unit: '{event}' }),
    duration: meter.createHistogram('sojourn.storage.duration', {
      description: 'How long calls to the storage of sessions took.',
      unit: 's',
      advice: { explicitBucketBoundaries: durationBuckets },
    }),
  };
}
