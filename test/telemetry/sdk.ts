import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, ROOT_CONTEXT, context } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

const never = 2 ** 31 - 1;

/** The SDK as an app would set it up, but that what is exported stays here. */
export function createSdk() {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: never });
  const meterProvider = new MeterProvider({ readers: [reader] });

  async function readMetrics(): Promise<MetricData[]> {
    metrics.reset();
    await meterProvider.forceFlush();
    return metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
  }

  async function readPoints(name?: string): Promise<DataPoint<unknown>[]> {
    const chosen = (await readMetrics()).filter(({ descriptor }) => name === undefined || descriptor.name === name);
    return chosen.flatMap(({ dataPoints }): DataPoint<unknown>[] => dataPoints);
  }

  return {
    tracerProvider,
    meterProvider,
    tracer: tracerProvider.getTracer('app'),
    /** The spans that have ended, in that order. */
    spans: (): ReadableSpan[] => spans.getFinishedSpans(),
    /** How often each event was counted, by its attributes. */
    async counts(): Promise<{ attributes: object; value: unknown }[]> {
      return (await readPoints('sojourn.events')).map(({ attributes, value }) => ({ attributes, value }));
    },
    async durations(): Promise<HistogramMetricData['dataPoints']> {
      return (await readPoints('sojourn.storage.duration')) as HistogramMetricData['dataPoints'];
    },
    readMetrics,
    readPoints,
    /** Everything an exporter was given, as text. */
    async exported(): Promise<{ spans: string; metrics: string }> {
      return { spans: JSON.stringify(spans.getFinishedSpans().map(fieldsOf)), metrics: JSON.stringify(await readMetrics()) };
    },
    async shutdown(): Promise<void> {
      await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
    },
  };
}

export type Sdk = ReturnType<typeof createSdk>;

/** What exporters read of a span. */
function fieldsOf({ name, kind, attributes, events, links, status, resource, instrumentationScope }: ReadableSpan): object {
  return { name, kind, attributes, events, links, status, resource: resource.attributes, instrumentationScope };
}

/** A new SDK for each test of the file, whose active spans follow promises. */
export function useSdk(): Sdk {
  const sdk = {} as Sdk;
  beforeAll(useContextManager);
  beforeEach(() => void Object.assign(sdk, createSdk()));
  afterEach(() => sdk.shutdown());
  afterAll(() => context.disable());
  return sdk;
}

/** The active span follows promises, as it does in an app with the SDK for Node. */
export function useContextManager(): void {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (current, fn, thisArg, ...args) => storage.run(current, () => fn.call(thisArg as never, ...args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  context.setGlobalContextManager(manager);
}
