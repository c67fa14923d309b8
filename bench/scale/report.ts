import { type Report, formatCount, formatRatio, formatTime } from '../support/report.js';
import type { Figures } from '../support/rounds.js';
import { type Ratio, median, ratio } from '../support/statistics.js';
import { type Measured, type Way, ways } from './call.js';

/** The claim: from the smallest table to the largest, a call of these on its own becomes slower by this factor at most. */
const judged = ['validateSession', 'createSession'];
const flatLimit = 1.3;

/** One figure a round, by way, for each table in the order of the subjects. */
type Series = Record<Way, number[][]>;

function byWay(series: readonly number[][], subjects: readonly Measured[]): Series {
  const of = (way: Way) => series.filter((_, index) => subjects[index]!.way === way);
  return { sojourn: of('sojourn'), driver: of('driver') };
}

function quotients(series: readonly number[], base: readonly number[]): number[] {
  return series.map((value, round) => value / base[round]!);
}

export function printFigures(report: Report, subjects: readonly Measured[], figures: Figures): void {
  const labels = subjects.filter(({ way }) => way === 'sojourn').map(({ label }) => label);
  const calls = [...figures].map(([name, series]) => ({ name, series: byWay(series, subjects) }));
  const [first = '', ...others] = labels;
  const rowsOf = (format: (each: number[], all: number[][]) => string, from: number) =>
    calls.flatMap(({ name, series }) =>
      ways.map((way) => [way === 'sojourn' ? name : '– the driver', ...series[way].slice(from).map((each) => format(each, series[way]))]),
    );

  report.line(`Time of a call as a multiple of that at ${first}, with its 95 % interval. "${others.at(-1)}" is the null ratio:`);
  report.line('another table of the same size. "The driver" sends the same statements by itself, about other rows of the same kind.');
  report.line();
  report.table(['', ...others], rowsOf((each, all) => formatRatio(ratio(each, all[0]!)), 1));

  report.line('Time of a call as a multiple of that of the driver, on the same table:');
  report.line();
  report.table(
    ['', ...labels],
    calls.map(({ name, series }) => [name, ...series.sojourn.map((each, index) => formatRatio(ratio(each, series.driver[index]!)))]),
  );

  report.line('Medians of a call in this run, for information; those of 16 are elapsed time by number of calls:');
  report.line();
  report.table(['', ...labels], rowsOf((each) => formatTime(median(each)), 0));
}

/**
 * Says what stayed flat, and of what did not, whose growth it is. The claim is about a call on its own: the run fails
 * where even the lower end of the interval of one is above the limit.
 */
export function printVerdict(report: Report, size: string, subjects: readonly Measured[], figures: Figures, last: number): void {
  for (const [name, all] of figures) {
    const { sojourn, driver } = byWay(all, subjects);
    const [from, to] = [0, last].map((index) => ({ own: sojourn[index]!, floor: driver[index]! }));
    const growth = ratio(to!.own, from!.own);
    const beside = ratio(quotients(to!.own, to!.floor), quotients(from!.own, from!.floor));
    const difference = (way: 'own' | 'floor') => median(to![way].map((value, round) => value - from![way][round]!));
    report.line(`- ${name} at ${size}: ${formatRatio(growth)}, ${verdictOn(growth)}. The driver: ${formatRatio(ratio(to!.floor, from!.floor))}.`);
    report.line(`  ${formatDifference(difference('own'))} a call, the driver ${formatDifference(difference('floor'))}; beside the driver's it became ${formatRatio(beside)} times as long.`);
    if (growth.low > flatLimit && judged.includes(name)) process.exitCode = 1;
  }
  report.line();
  report.line(`Flat is at most ${flatLimit}.`);
  report.line();
}

function verdictOn({ low, high }: Ratio): string {
  if (low > flatLimit) return 'NOT flat';
  return high > flatLimit ? 'NOT DECIDED by this run' : 'flat';
}

function formatDifference(microseconds: number): string {
  return `${microseconds < 0 ? '−' : '+'}${formatTime(Math.abs(microseconds))}`;
}

const lookups = [1, 16, 64];

/** How the database goes about lookups of so many ids at each size, and what it has to fetch for them. */
export async function printPlans(report: Report, subjects: readonly Measured[]): Promise<void> {
  const tables = subjects.filter(({ way }) => way === 'driver').slice(0, -1);
  const plans: string[][] = [];
  for (const count of lookups) {
    for (const { label, note, population, store } of tables) {
      // Other rows than any call was about.
      const ids = Array.from({ length: count }, (_, index) => population.id(Math.floor(((index + 0.37) / count) * population.size)));
      const { statements } = await note((adapter) => adapter.findSessions(ids));
      const { steps, pages } = await store.explain(statements[0]!);
      const cost = pages === null ? [] : [pages.all / count, pages.fetched / count].map((each) => each.toFixed(1));
      plans.push([formatCount(count), label, steps, ...cost]);
    }
  }
  const measuresPages = plans.some(({ length }) => length > 3);
  report.line('How the database finds sessions by so many ids in one statement:');
  report.line();
  report.table(['ids', 'rows', 'steps', ...(measuresPages ? ['pages an id', 'of them not in its cache'] : [])], plans);
}
