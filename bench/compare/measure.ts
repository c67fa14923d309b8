import { setImmediate } from 'node:timers/promises';
import { measureInRounds } from '../support/rounds.js';
import type { Population } from '../support/rows.js';
import { median, ratio } from '../support/statistics.js';
import { bytesPerCall } from './allocation.js';
import type { Group, Missing, OpenGroup } from './groups/group.js';
import type { Created, Subject } from './libraries/subject.js';
import { type Call, type Measured, operations, ownerOf } from './operations.js';
import type { SubjectResult } from './results.js';

/** How long the calls of each subject run before they are timed, in milliseconds: code that is asked this often is compiled, as a server's is. */
const warmUpTime = 600;

/** How many calls a figure of memory is of. */
const allocatingCalls = 100;

export interface Settings {
  population: Population;
  rounds: number;
  /** Whether only `validateSession` is timed. */
  readsOnly: boolean;
  /** Which subjects to measure beside the first. */
  isWanted(name: string): boolean;
}

/** Measures a group: statements first, on connections that count them; then memory, then time. */
export async function measureGroup(
  { open }: Group,
  { population, rounds, readsOnly, isWanted }: Settings,
): Promise<{ subjects: SubjectResult[]; missing: Missing[] }> {
  const pick = ({ subjects }: OpenGroup) => subjects.filter(({ name }, index) => index === 0 || isWanted(name));
  const counting = await open(true);
  const statements: Record<Call, number>[] = [];
  for (const subject of pick(counting)) statements.push(await countStatements(subject, counting, population));
  await counting.close();

  const group = await open(false);
  const { missing } = group;
  const subjects = pick(group);
  const measured = subjects.map((subject): Measured => ({ subject, population, created: [] }));
  const [reads, writes] = operations(group);
  for (const subject of subjects) await warmUp(subject, population, readsOnly);
  const figures = await measureInRounds(measured, readsOnly ? [reads] : [reads, writes], rounds, async () => {});
  const bytes: Record<Call, number>[] = [];
  for (const subject of subjects) bytes.push(await measureBytes(subject, population));
  await group.close();

  return {
    missing,
    subjects: subjects.map(({ name, kind, outlives }, index) => ({
      name,
      kind,
      ...(outlives === undefined ? {} : { outlives }),
      statements: statements[index]!,
      bytes: bytes[index]!,
      figures: Object.fromEntries(
        [...figures].map(([operation, series]) => {
          const own = series[index]!;
          // To a hundredth of a microsecond, and a thousandth.
          const { value, low, high } = ratio(own, series[0]!);
          const rounded = { value: round(value, 3), low: round(low, 3), high: round(high, 3) };
          return [operation, { rounds: own.map((time) => round(time, 2)), median: round(median(own), 2), ratio: rounded }];
        }),
      ),
    })),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

async function warmUp(subject: Subject, population: Population, readsOnly: boolean): Promise<void> {
  const end = performance.now() + warmUpTime;
  for (let number = 0; performance.now() < end; number = (number + 1) % population.size) {
    await subject.validate(await subject.stored(number));
    if (!readsOnly) await subject.invalidate(await subject.create(ownerOf(population, number), number));
    // A driver that works in this thread lets no signal through.
    await setImmediate();
  }
}

async function countStatements(
  subject: Subject,
  { statementsDuring }: OpenGroup,
  population: Population,
): Promise<Record<Call, number>> {
  const presented = await subject.stored(3);
  const owner = ownerOf(population, 1);
  let created: Created | undefined;
  const count = (act: () => Promise<unknown>) =>
    statementsDuring(async () => {
      await act();
      // A client tells of the last statement after it has answered.
      await setImmediate();
    });
  return {
    validateSession: await count(() => subject.validate(presented)),
    createSession: await count(async () => {
      created = await subject.create(owner, 1);
    }),
    invalidateSession: await count(() => subject.invalidate(created!)),
  };
}

async function measureBytes(subject: Subject, population: Population): Promise<Record<Call, number>> {
  const stored: string[] = [];
  for (let index = 0; index < allocatingCalls; index++) stored.push(await subject.stored(index));
  const created: Created[] = [];
  return {
    validateSession: await bytesPerCall(allocatingCalls, (index) => subject.validate(stored[index % allocatingCalls]!)),
    createSession: await bytesPerCall(allocatingCalls, async (index) => {
      created.push(await subject.create(ownerOf(population, index), index));
    }),
    invalidateSession: await bytesPerCall(allocatingCalls, () => subject.invalidate(created.pop()!)),
  };
}
