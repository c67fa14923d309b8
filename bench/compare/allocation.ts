import v8 from 'node:v8';
import { median } from '../support/statistics.js';

const repeats = 5;

/**
 * Bytes of JavaScript's heap that a call allocates: what the heap has grown by over many calls, with what was collected
 * meanwhile. What lies outside of that heap, such as buffers, is not among it.
 */
export async function bytesPerCall(calls: number, run: (index: number) => Promise<unknown>): Promise<number> {
  const figures: number[] = [];
  // The first shows the way, and is not counted.
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const bytes = await bytesDuring(async () => {
      for (let index = 0; index < calls; index++) await run(repeat * calls + index);
    });
    if (repeat > 0) figures.push(bytes / calls);
  }
  return Math.max(0, Math.round(median(figures)));
}

async function bytesDuring(act: () => Promise<void>): Promise<number> {
  const profiler = new v8.GCProfiler();
  profiler.start();
  const before = v8.getHeapStatistics().used_heap_size;
  await act();
  const after = v8.getHeapStatistics().used_heap_size;
  const { statistics } = profiler.stop();
  const collected = statistics.map(
    ({ beforeGC, afterGC }) => beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
  );
  return collected.reduce((sum, bytes) => sum + bytes, after - before);
}
