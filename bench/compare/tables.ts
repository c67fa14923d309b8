import { Report, formatCount, formatRatio, formatTime } from '../support/report.js';
import type { BaselineComparison } from './baseline.js';
import { type Call, calls, modes, operationName } from './operations.js';
import { type GroupResult, type Results, titleOf } from './results.js';
import { targetsOf } from './targets.js';

const kinds = { sojourn: '', peer: '', floor: ' (floor)', reference: ' (reference)' };

/** The results as Markdown. */
export function report(results: Results, baseline: BaselineComparison | null): Report {
  const { date, machine, versions, rounds, groups } = results;
  const text = new Report();
  text.line('# sojourn beside its peers');
  text.line();
  text.line(`${date.slice(0, 10)}, ${machine.processor}.`);
  text.circumstances(`${rounds} rounds`);
  text.line(`${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`);
  text.line();
  text.line('Times of a call as a multiple of that of the first line, with the 95 % interval, and in microseconds for information.');
  text.line('Where 32 are in flight, elapsed time by number of calls. What a floor is, and what is not measured, says');
  text.line('[README.md](../README.md#the-comparison).');
  text.line();
  for (const group of groups) printGroup(text, group);
  printTargets(text, groups);
  printBundles(text, results);
  printMissing(text, results);
  printBaseline(text, baseline);
  return text;
}

function printGroup(text: Report, group: GroupResult): void {
  text.line(`## ${titleOf(group)}`);
  text.line();
  for (const call of calls) printCall(text, group, call);
  for (const { name, outlives } of group.subjects) if (outlives !== undefined) text.line(`- ${name}: after invalidation, ${outlives}.`);
  text.line();
}

function printCall(text: Report, { subjects }: GroupResult, call: Call): void {
  const shown = modes.filter((mode) => subjects[0]?.figures[operationName(call, mode)]);
  if (shown.length === 0) return;
  text.table(
    [call, 'statements', 'allocated', ...shown],
    subjects.map(({ name, kind, statements, bytes, figures }, index) => [
      name + kinds[kind],
      String(statements[call]),
      `${(bytes[call] / 1000).toFixed(1)} kB`,
      ...shown.map((mode) => {
        const figure = figures[operationName(call, mode)]!;
        return `${index === 0 ? '1' : formatRatio(figure.ratio)} · ${formatTime(figure.median)}`;
      }),
    ]),
  );
}

function printTargets(text: Report, groups: readonly GroupResult[]): void {
  const rows = groups.flatMap((group) =>
    targetsOf(group).map(({ claim, against, found, verdict }) => [titleOf(group), claim, against, formatRatio(found), verdict]),
  );
  if (rows.length === 0) return;
  text.line('## Targets');
  text.line();
  text.line('Reported, and judged by nobody. A target is met or missed where the whole interval is on one side of it.');
  text.line();
  text.table(['where', 'target', 'against', 'found', ''], rows);
}

function printBundles(text: Report, { bundles }: Results): void {
  if (bundles.length === 0) return;
  text.line('## What an app imports');
  text.line();
  text.line('All that the import of a library brings with it, as one file; without the Prisma client and without drivers.');
  text.line();
  text.table(
    ['', 'minified', 'with gzip', 'of it loaded at start'],
    bundles.map(({ name, minified, gzipped, atStart }) => [
      name,
      ...[minified, gzipped, atStart].map((bytes) => `${(bytes / 1000).toFixed(1)} kB`),
    ]),
  );
}

function printMissing(text: Report, { missing }: Results): void {
  if (missing.length === 0) return;
  text.line('## Not measured');
  text.line();
  for (const { name, reason } of missing) text.line(`- ${name}: ${reason.replaceAll(/\s+/g, ' ').trim()}.`);
  text.line();
}

function printBaseline(text: Report, baseline: BaselineComparison | null): void {
  text.line('## Beside the baseline');
  text.line();
  if (!baseline || baseline.compared === 0) {
    text.line('Nothing of this run is in the baseline.');
    return;
  }
  const { date, compared, differences } = baseline;
  text.line(
    `${formatCount(compared)} ratios are also in the baseline of ${date.slice(0, 10)}; ${formatCount(differences.length)} of them` +
      ' moved by more than 15 %, to a value whose interval leaves the former one out.',
  );
  text.line();
  if (differences.length === 0) return;
  text.table(
    ['where', 'what', 'call', 'before', 'now'],
    differences.map(({ group, subject, operation, before, now }) => [group, subject, operation, before.toFixed(2), formatRatio(now)]),
  );
}
