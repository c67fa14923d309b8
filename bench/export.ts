import { parseArgs } from 'node:util';
import { openNotes } from './export/database.js';
import { type Outcome, type Way, runAlone, ways } from './export/run.js';
import { runAndDispose } from './support/disposal.js';
import { Report, formatBytes, formatCount } from './support/report.js';
import { shuffled } from './support/shuffle.js';
import { median } from './support/statistics.js';
import { engines } from './support/store.js';

/** The claim: an export gives at least this part of the rows a second, and takes at most so many bytes of memory; by the medians. */
const leastThroughput = 0.7;
const mostMemory = 60e6;

/** A process that has little: its old space, in MiB. */
const smallOldSpace = 128;

/** The default of prismaSections. */
const pageSize = 1000;

const [plain] = ways;
const judged: Way = 'export, JSON';

function spanOf(values: readonly number[], format: (value: number) => string): string {
  return `${format(median(values))} (${format(Math.min(...values))} to ${format(Math.max(...values))})`;
}

await runAndDispose(async () => {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, rows: { type: 'string' }, out: { type: 'string' } } });
  const count = Number(values.rows ?? (values.quick ? 50_000 : 1_000_000));
  if (!Number.isSafeInteger(count) || count < 1) throw new TypeError('--rows must be a positive integer');
  const rounds = values.quick ? 2 : 5;
  const report = new Report();
  report.line(`# An export of ${formatCount(count)} rows through Prisma`);
  report.line();
  report.circumstances(`${rounds} rounds`);
  report.line('Medians, with the least and the most. Throughput is that of the same round as a part of the rows by themselves.');
  report.line();
  for (const engine of engines) {
    const url = await openNotes(engine, count);
    const outcomes = new Map(ways.map((way): [Way, Outcome[]] => [way, []]));
    for (let round = 0; round < rounds; round++) {
      for (const way of shuffled(ways)) {
        const outcome = await runAlone({ engine, url, way, pageSize, sweeps: false });
        if (outcome.rows !== count) throw new Error(`${way}: ${outcome.rows} rows came instead of ${count}`);
        outcomes.get(way)!.push(outcome);
      }
    }
    const held = new Map<Way, number>();
    for (const way of ways) held.set(way, (await runAlone({ engine, url, way, pageSize, sweeps: true })).heldPeak);
    const limited = new Map(ways.map((way): [Way, Outcome[]] => [way, []]));
    for (let round = 0; round < rounds; round++) {
      for (const way of shuffled(ways)) {
        limited.get(way)!.push(await runAlone({ engine, url, way, pageSize, sweeps: false, oldSpace: smallOldSpace }));
      }
    }
    const peaksOf = (way: Way) => limited.get(way)!.map(({ sampledPeak }) => sampledPeak);
    const base = outcomes.get(plain)!.map(({ milliseconds }) => milliseconds);
    report.line(`## ${engine}`);
    report.line();
    report.table(
      ['', 'throughput', 'rows a second', 'bytes', 'memory, sampled', 'memory, by the system', `memory, old space of ${smallOldSpace} MiB`, 'held'],
      ways.map((way) => {
        const own = outcomes.get(way)!;
        const ratios = own.map(({ milliseconds }, round) => base[round]! / milliseconds);
        const rates = own.map(({ milliseconds }) => (count / milliseconds) * 1000);
        return [
          way,
          way === plain ? '1' : spanOf(ratios, (ratio) => ratio.toFixed(2)),
          spanOf(rates, (rate) => formatCount(Math.round(rate))),
          formatBytes(own[0]!.bytes),
          spanOf(own.map(({ sampledPeak }) => sampledPeak), formatMemory),
          spanOf(own.map(({ systemPeak }) => systemPeak), formatMemory),
          spanOf(peaksOf(way), formatMemory),
          formatMemory(held.get(way)!),
        ];
      }),
    );
    const own = outcomes.get(judged)!;
    const throughput = median(base) / median(own.map(({ milliseconds }) => milliseconds));
    const memory = median(own.map(({ sampledPeak }) => sampledPeak));
    const limitedMemory = median(peaksOf(judged));
    const verdict = (isMet: boolean) => (isMet ? 'met' : 'NOT met');
    report.line(`- ${judged}: ratio of medians ${throughput.toFixed(2)} (at least ${leastThroughput}): ${verdict(throughput >= leastThroughput)}.`);
    report.line(
      `- ${judged}: ${formatMemory(memory)} above idle (at most ${formatMemory(mostMemory)}): ${verdict(memory <= mostMemory)}; with an old space of ${smallOldSpace} MiB ${formatMemory(limitedMemory)}: ${verdict(limitedMemory <= mostMemory)}.`,
    );
    const isMet = throughput >= leastThroughput && limitedMemory <= mostMemory;
    report.line();
    report.save(values.out);
    if (!isMet && !values.quick) process.exitCode = 1;
  }
});

function formatMemory(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
