import { type Ratio, ratio } from '../support/statistics.js';
import { type Call, type Mode, operationName } from './operations.js';
import type { GroupResult, SubjectResult } from './results.js';

/** A claim about sojourn, and where it stands in one group. */
export interface Target {
  claim: string;
  /** What it is measured against. */
  against: string;
  found: Ratio;
  verdict: 'met' | 'MISSED' | 'not decided by this run';
}

type Side = 'at most' | 'at least';

function judge({ low, high }: Ratio, side: Side, limit: number): Target['verdict'] {
  if (side === 'at most' ? high <= limit : low >= limit) return 'met';
  return (side === 'at most' ? low > limit : high < limit) ? 'MISSED' : 'not decided by this run';
}

/** The targets that a group tells of; none, where nothing is claimed. */
export function targetsOf(group: GroupResult): Target[] {
  const [own, ...others] = group.subjects;
  if (!own) return [];
  if (group.database === 'memory') return memoryTargets(own);
  return group.name.startsWith('Prisma') ? prismaTargets(group, own, others) : driverTargets(group, own, others);
}

function series(subject: SubjectResult, call: Call, mode: Mode): readonly number[] | undefined {
  return subject.figures[operationName(call, mode)]?.rounds;
}

/** Whether sojourn takes at most, or another at least, so many times as long as the other. */
function compare(
  call: Call,
  mode: Mode,
  [side, limit]: readonly [Side, number],
  own: SubjectResult,
  other: SubjectResult | undefined,
): Target[] {
  const [ownSeries, otherSeries] = [series(own, call, mode), other && series(other, call, mode)];
  if (!other || !ownSeries || !otherSeries) return [];
  const found = side === 'at most' ? ratio(ownSeries, otherSeries) : ratio(otherSeries, ownSeries);
  const claim = `${operationName(call, mode)}: ${side === 'at most' ? 'sojourn' : 'the other'} takes ${side} ${limit} ×`;
  return [{ claim, against: other.name, found, verdict: judge(found, side, limit) }];
}

function quickest(subjects: readonly SubjectResult[], call: Call, mode: Mode): SubjectResult | undefined {
  const median = (subject: SubjectResult) => subject.figures[operationName(call, mode)]?.median ?? Infinity;
  return subjects.toSorted((a, b) => median(a) - median(b))[0];
}

function prismaTargets(group: GroupResult, own: SubjectResult, others: readonly SubjectResult[]): Target[] {
  const peers = others.filter(({ kind }) => kind === 'peer');
  // What answers from a cookie asks nobody, and is no slower or quicker way to ask.
  const asking = peers.filter(({ name, outlives }) => outlives === undefined && name !== 'express-session');
  const joins = others.filter(({ name }) => /^(\$queryRaw|relation) join/.test(name));
  const batched = others.find(({ name }) => name === 'findUnique with include');
  const isJoin = group.database !== 'mariadb';
  const targets = (['one at a time', 'staggered'] as const).flatMap((mode) => [
    ...(isJoin ? compare('validateSession', mode, ['at most', 1.15], own, quickest(joins, 'validateSession', mode)) : []),
    ...asking.flatMap((peer) => compare('validateSession', mode, ['at least', 1.7], own, peer)),
  ]);
  const together = isJoin ? compare('validateSession', 'lock step', ['at most', 0.8], own, batched) : [];
  const writes = (['createSession', 'invalidateSession'] as const).flatMap((call) =>
    compare(call, 'one at a time', ['at most', 1], own, quickest(peers, call, 'one at a time')),
  );
  return [...targets, ...together, ...writes];
}

function driverTargets({ database, name }: GroupResult, own: SubjectResult, others: readonly SubjectResult[]): Target[] {
  const floor = others.find(({ kind }) => kind === 'floor');
  if (database === 'sqlite') {
    return [
      ...compare('validateSession', 'one at a time', ['at most', 1.3], own, floor),
      ...compare('validateSession', 'lock step', ['at most', 1], own, floor),
    ];
  }
  if (database === 'postgresql' && name.startsWith('pg')) {
    return [
      ...compare('validateSession', 'one at a time', ['at most', 1.1], own, floor),
      ...compare('validateSession', 'lock step', ['at most', 0.4], own, floor),
    ];
  }
  return [];
}

const memoryLimit = 10;

/** In microseconds, and so about this machine. */
function memoryTargets(own: SubjectResult): Target[] {
  const rounds = series(own, 'validateSession', 'one at a time');
  if (!rounds) return [];
  const limit = `${memoryLimit} µs`;
  const found = ratio(rounds, rounds.map(() => memoryLimit));
  return [{ claim: `validateSession, one at a time: at most ${limit}`, against: limit, found, verdict: judge(found, 'at most', 1) }];
}
