import { setImmediate } from 'node:timers/promises';
import { shuffled } from './shuffle.js';
import { median } from './statistics.js';

/** One thing to measure on each of several subjects. */
export interface Operation<Subject> {
  name: string;
  /** How often in each round, on each subject. */
  times: number;
  /** How many callers wait for their answers at the same time. Default 1. */
  inFlight?: number;
  /** Where there are several: how many calls a subject makes before another has its turn. Default all. */
  burst?: number;
  /**
   * When those in flight begin. `answered` (default): each caller asks again in the turn of the event loop in which it was
   * answered. `staggered`: each in a turn of its own. `lock-step`: all in one turn, and again once all were answered.
   */
  start?: 'answered' | 'staggered' | 'lock-step';
  /** Has subjects for which this differs measured one group after the other: they would get into each other's way. */
  apart?(subject: Subject): unknown;
  /** Before each turn of calls, one at a time, with the clock stopped. */
  between?(): Promise<unknown>;
  /** Before the clock starts; gives what each call needs. */
  prepare(subject: Subject, round: number): unknown[] | Promise<unknown[]>;
  run(subject: Subject, argument: never): Promise<unknown>;
  /** After the clock stopped; puts back what `run` changed. Gets what the calls gave. */
  restore?(subject: Subject, results: unknown[], round: number): Promise<unknown>;
}

/** By operation, then by subject: one figure a round, in microseconds a call. */
export type Figures = Map<string, number[][]>;

/**
 * Measures all subjects side by side, so that a machine which slows down meets all alike: in each round
 * every operation is run on every subject, call by call in turn, and the order of each turn is left to
 * chance, so that nobody always comes after the same other. The first round warms up and is not counted. One phase ends
 * before the next begins: reads are not measured on what heaps of writes have just left.
 */
export async function measureInRounds<Subject>(
  subjects: readonly Subject[],
  phases: readonly (readonly Operation<Subject>[])[],
  rounds: number,
  settle: (subject: Subject) => Promise<unknown>,
): Promise<Figures> {
  const figures: Figures = new Map();
  for (const operations of phases) {
    for (const { name } of operations) figures.set(name, subjects.map(() => []));
    for (let round = 0; round <= rounds; round++) {
      for (const operation of operations) {
        const measured = await measureApart(operation, subjects, round);
        // A driver that works in this thread lets no signal through, so that a run could not be interrupted.
        await setImmediate();
        if (round === 0) continue;
        for (const [index, figure] of measured.entries()) figures.get(operation.name)![index]!.push(figure);
      }
      for (const subject of subjects) await settle(subject);
    }
  }
  return figures;
}

/** One figure for each subject, whether they are measured side by side or in groups, whose order is left to chance. */
async function measureApart<Subject>(operation: Operation<Subject>, subjects: readonly Subject[], round: number): Promise<number[]> {
  const { apart = () => null } = operation;
  const figures: number[] = [];
  for (const key of shuffled([...new Set(subjects.map(apart))])) {
    const group = [...subjects.entries()].filter(([, subject]) => apart(subject) === key);
    const measured = await measure(operation, group.map(([, subject]) => subject), round);
    for (const [place, [index]] of group.entries()) figures[index] = measured[place]!;
  }
  return figures;
}

/** One figure for each subject. */
async function measure<Subject>(operation: Operation<Subject>, subjects: readonly Subject[], round: number): Promise<number[]> {
  const { times, inFlight = 1, burst = times, start = 'answered', between, run, prepare, restore } = operation;
  const turns: Turn[] = [];
  for (const subject of subjects) {
    const queue = await prepare(subject, round);
    if (queue.length !== times) throw new Error(`${queue.length} calls were prepared instead of ${times}`);
    turns.push({ queue, call: (argument) => run(subject, argument as never), results: [] });
  }
  const figures = await (inFlight === 1 ? callInTurn(turns, between) : callTogether(turns, starters[start], { inFlight, burst }));
  for (const [index, subject] of subjects.entries()) await restore?.(subject, turns[index]!.results, round);
  return figures.map((milliseconds) => milliseconds * 1000);
}

interface Turn {
  queue: unknown[];
  call(argument: unknown): Promise<unknown>;
  results: unknown[];
}

/** One call at a time: the median keeps out the rare slow one. */
async function callInTurn(turns: Turn[], between?: () => Promise<unknown>): Promise<number[]> {
  const latencies = turns.map((): number[] => []);
  const times = turns[0]!.queue.length;
  for (let call = 0; call < times; call++) {
    await between?.();
    for (const [index, turn] of shuffled([...turns.entries()])) {
      const start = performance.now();
      turn.results.push(await turn.call(turn.queue[call]));
      latencies[index]!.push(performance.now() - start);
    }
  }
  return latencies.map(median);
}

/**
 * Several calls at a time, one burst of a subject after one of another: what counts is the throughput of each, and their
 * median keeps out the one in which memory was swept.
 */
async function callTogether(turns: Turn[], startAll: StartAll, { inFlight, burst }: { inFlight: number; burst: number }): Promise<number[]> {
  const figures = turns.map((): number[] => []);
  const times = turns[0]!.queue.length;
  for (let first = 0; first < times; first += burst) {
    for (const [index, { queue, ...turn }] of shuffled([...turns.entries()])) {
      const own = queue.slice(first, first + burst);
      const start = performance.now();
      await startAll({ ...turn, queue: own }, inFlight);
      figures[index]!.push((performance.now() - start) / own.length);
    }
  }
  return figures.map(median);
}

/** Makes all the calls of a queue, so many at a time. */
type StartAll = (turn: Turn, inFlight: number) => Promise<unknown>;

const starters: Record<NonNullable<Operation<never>['start']>, StartAll> = {
  answered({ queue, call, results }, inFlight) {
    let next = 0;
    const caller = async () => {
      while (next < queue.length) results.push(await call(queue[next++]));
    };
    return Promise.all(Array.from({ length: inFlight }, caller));
  },

  async staggered({ queue, call, results }, inFlight) {
    const running = new Set<Promise<unknown>>();
    for (const argument of queue) {
      await setImmediate();
      if (running.size === inFlight) await Promise.race(running);
      const answered = call(argument).then((result) => {
        results.push(result);
        running.delete(answered);
      });
      running.add(answered);
      // The one that fails is seen by those who wait below, or at the next turn.
      answered.catch(() => {});
    }
    await Promise.all(running);
  },

  async 'lock-step'({ queue, call, results }, inFlight) {
    for (let first = 0; first < queue.length; first += inFlight) {
      results.push(...(await Promise.all(queue.slice(first, first + inFlight).map(call))));
    }
  },
};
