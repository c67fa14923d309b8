import { type Profiler, Session } from 'node:inspector/promises';

/** A part of the time of a call. */
export interface Share {
  name: string;
  /** In microseconds a call. */
  time: number;
  /** Of the whole, from 0 to 1. */
  part: number;
}

/** In microseconds. */
const interval = 100;
/** Shares of functions below this are left out. */
const smallest = 0.015;

/**
 * Profiles calls, one at a time.
 *
 * @returns the time by where it is spent, and by function; most first
 */
export async function profileCalls(
  call: (index: number) => Promise<unknown>,
  count: number,
): Promise<{ places: Share[]; functions: Share[] }> {
  const warmUp = Math.ceil(count / 5);
  for (let index = 0; index < warmUp; index++) await call(index);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval });
  await session.post('Profiler.start');
  for (let index = 0; index < count; index++) await call(warmUp + index);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const times = selfTimes(profile);
  return {
    places: sharesOf(times, placeOf, count),
    functions: sharesOf(times, functionOf, count).filter(({ part }) => part >= smallest),
  };
}

type Frame = Profiler.ProfileNode['callFrame'];

/** How long each place of the code was at work itself, in microseconds. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): [Frame, number][] {
  const times = new Map<number, number>();
  samples.forEach((id, index) => times.set(id, (times.get(id) ?? 0) + (timeDeltas[index] ?? 0)));
  // What the profiler itself waits for is no time of a call.
  const own = nodes.filter(({ callFrame }) => callFrame.url !== '' || callFrame.functionName !== 'dispatch');
  return own.map(({ id, callFrame }) => [callFrame, times.get(id) ?? 0]);
}

function sharesOf(times: readonly [Frame, number][], nameOf: (frame: Frame) => string, count: number): Share[] {
  const sums = new Map<string, number>();
  for (const [frame, time] of times) sums.set(nameOf(frame), (sums.get(nameOf(frame)) ?? 0) + time);
  const whole = [...sums.values()].reduce((sum, time) => sum + time, 0);
  return [...sums]
    .filter(([, time]) => time > 0)
    .map(([name, time]) => ({ name, time: time / count, part: time / whole }))
    .sort((a, b) => b.time - a.time);
}

/** The package, or what else a frame belongs to. */
function placeOf({ url, functionName }: Frame): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (name !== undefined) return name;
  if (url.includes('/dist/')) return 'sojourn';
  if (url.startsWith('node:')) return 'Node';
  if (url.includes('/client/runtime/')) return "Prisma's client";
  if (url.includes('/.generated/')) return 'this script';
  return functionName === '(idle)' ? 'waiting for the database' : functionName === '(garbage collector)' ? 'garbage collector' : 'native code, the driver among it';
}

function functionOf(frame: Frame): string {
  return `\`${frame.functionName || 'unnamed'}\` of ${placeOf(frame)}`;
}
