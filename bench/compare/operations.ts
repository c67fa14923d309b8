import { spread } from '../support/operations.js';
import type { Operation } from '../support/rounds.js';
import type { Population } from '../support/rows.js';
import { shuffled } from '../support/shuffle.js';
import type { OpenGroup } from './groups/group.js';
import type { Created, Subject } from './libraries/subject.js';

export const calls = ['validateSession', 'createSession', 'invalidateSession'] as const;
export type Call = (typeof calls)[number];

/** How calls come: each after the answer to the one before, or 32 in flight. */
export const modes = ['one at a time', 'staggered', 'lock step'] as const;
export type Mode = (typeof modes)[number];

const inFlight = 32;

/** How many of them are a figure of their own, the median of which is that of the round. */
const bursts = { reads: 4 * inFlight, writes: inFlight };

/** How many calls a round, of each subject. */
const times = {
  reads: { 'one at a time': 60, staggered: 6 * bursts.reads, 'lock step': 6 * bursts.reads },
  writes: { 'one at a time': 20, staggered: 4 * bursts.writes, 'lock step': 4 * bursts.writes },
} satisfies Record<string, Record<Mode, number>>;

/** A subject with the sessions that were created and are not yet invalidated again. */
export interface Measured {
  subject: Subject;
  population: Population;
  created: Created[];
}

export function operationName(call: Call, mode: Mode): string {
  return `${call}, ${mode}`;
}

/** A user all over the table, but the one with many sessions. */
export function ownerOf(population: Population, index: number): string {
  return population.userId(1 + ((index * 7) % (population.userCount - 1)));
}

/**
 * What is timed on each subject of the group: `between`, what the app does between two turns of calls, one at a time, and
 * `isApart`, whether a subject has each round of validations by itself.
 */
export function operations({ between, isApart = false }: Pick<OpenGroup, 'between' | 'isApart'>): [reads: Operation<Measured>[], writes: Operation<Measured>[]] {
  const apart = isApart ? { apart: ({ subject }: Measured) => subject } : {};
  return [
    modes.map((mode) => ({ ...apart, ...validation(mode, between) })),
    modes.flatMap((mode) => [creation(mode, between), invalidation(mode, between)]),
  ];
}

function settingsOf(call: Call, mode: Mode, between?: () => Promise<unknown>) {
  const kind = call === 'validateSession' ? 'reads' : 'writes';
  return {
    name: operationName(call, mode),
    times: times[kind][mode],
    ...(between ? { between } : {}),
    ...(mode === 'one at a time' ? {} : { inFlight, burst: bursts[kind], start: mode === 'staggered' ? 'staggered' : 'lock-step' } as const),
  };
}

function validation(mode: Mode, between?: () => Promise<unknown>): Operation<Measured> {
  const settings = settingsOf('validateSession', mode, between);
  return {
    ...settings,
    async prepare({ subject, population }, round) {
      const presented: string[] = [];
      for (const number of shuffled(spread(settings.times, population.size, round))) presented.push(await subject.stored(number));
      return presented;
    },
    async run({ subject }, presented: string) {
      if ((await subject.validate(presented)) === null) throw new Error(`${subject.name} found no user for a live token`);
    },
  };
}

function creation(mode: Mode, between?: () => Promise<unknown>): Operation<Measured> {
  const settings = settingsOf('createSession', mode, between);
  return {
    ...settings,
    prepare: (_, round) => Array.from({ length: settings.times }, (_, index) => index + round * settings.times),
    run: ({ subject, population }, index: number) => subject.create(ownerOf(population, index), index),
    async restore({ created }, results) {
      created.push(...(results as Created[]));
    },
  };
}

/** Of the sessions that the operation before it has created. */
function invalidation(mode: Mode, between?: () => Promise<unknown>): Operation<Measured> {
  return {
    ...settingsOf('invalidateSession', mode, between),
    prepare: ({ created }) => created.splice(0),
    run: ({ subject }, created: Created) => subject.invalidate(created),
  };
}
