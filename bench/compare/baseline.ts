import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ratio } from '../support/statistics.js';
import { root } from '../../test/support/schemas.js';
import type { GroupResult, Results } from './results.js';

const file = path.join(root, 'bench/baseline.json');

/** Ratios of an earlier run, by group, subject and operation. */
interface Baseline {
  date: string;
  node: string;
  ratios: Record<string, Record<string, Record<string, number>>>;
}

interface Difference {
  group: string;
  subject: string;
  operation: string;
  before: number;
  now: Ratio;
}

export interface BaselineComparison {
  /** Of the baseline. */
  date: string;
  /** How many ratios are in both. */
  compared: number;
  differences: Difference[];
}

/** A ratio that moved by less is not told of. */
const noticeable = 1.15;

/** The group without the versions, which may differ. */
function keyOf({ database, rows, statistics, name }: GroupResult): string {
  return `${database}, ${rows} rows${statistics === false ? ', no statistics' : ''}: ${name}`;
}

/** What has certainly become another than in the committed baseline; `null` if there is none. */
export function compareWithBaseline({ groups }: Results): BaselineComparison | null {
  if (!existsSync(file)) return null;
  const { date, ratios } = JSON.parse(readFileSync(file, 'utf8')) as Baseline;
  let compared = 0;
  const differences: Difference[] = [];
  for (const group of groups) {
    const key = keyOf(group);
    for (const { name, figures } of group.subjects.slice(1)) {
      for (const [operation, { ratio: now }] of Object.entries(figures)) {
        const before = ratios[key]?.[name]?.[operation];
        if (before === undefined) continue;
        compared++;
        const moved = Math.max(now.value / before, before / now.value);
        const isOutside = before < now.low || before > now.high;
        if (isOutside && moved > noticeable) differences.push({ group: key, subject: name, operation, before, now });
      }
    }
  }
  return { date, compared, differences };
}

/** Makes the ratios of this run the baseline; those of what was not measured stay. */
export function writeBaseline({ date, machine, groups }: Results): void {
  const former = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Baseline).ratios : {};
  const ratios = { ...former };
  for (const group of groups) {
    const subjects = { ...ratios[keyOf(group)] };
    for (const { name, figures } of group.subjects.slice(1)) {
      subjects[name] = Object.fromEntries(Object.entries(figures).map(([operation, { ratio }]) => [operation, ratio.value]));
    }
    ratios[keyOf(group)] = subjects;
  }
  const baseline: Baseline = { date, node: machine.node, ratios };
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
}
