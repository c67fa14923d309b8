import { formatCount, formatTime } from '../support/report.js';
import { quantile } from '../support/statistics.js';
import { operationName } from './operations.js';
import type { GroupResult, Results, SubjectResult } from './results.js';

const operation = operationName('validateSession', 'one at a time');

const width = 860;
const left = 250;
const right = 130;
const line = 20;
const margin = 24;

const style = `
  svg { font: 12px system-ui, sans-serif; background: #fff; color-scheme: light dark; }
  text { fill: #1f2328; } .quiet { fill: #59636e; } .title { font-size: 18px; font-weight: 600; } .place { font-size: 14px; font-weight: 600; }
  .sojourn { fill: #0969da; } .peer { fill: #8c959f; } .floor { fill: #c8d1da; } .reference { fill: #bf8700; }
  .spread { stroke: #1f2328; stroke-width: 1; } .own { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; } text { fill: #f0f6fc; } .quiet { fill: #9198a1; }
    .sojourn { fill: #4493f8; } .peer { fill: #6e7681; } .floor { fill: #3d444d; } .reference { fill: #d29922; }
    .spread { stroke: #f0f6fc; }
  }
`;

/**
 * Draws how long `validateSession` takes, one call at a time, at the largest number of rows of each database, as an SVG
 * that needs nothing else and heeds the viewer's dark mode.
 */
export function chartOf(results: Results): string {
  const groups = shownGroups(results.groups);
  const longest = Math.max(...groups.flatMap(({ subjects }) => subjects.map((subject) => spreadOf(subject).high)));
  const scale = (time: number) => (time / longest) * (width - left - right);
  const parts: string[] = [];
  let y = margin + 18;
  const write = (text: string, x: number, className: string, anchor = 'start') =>
    parts.push(`<text x="${x}" y="${y}" class="${className}" text-anchor="${anchor}">${escaped(text)}</text>`);

  write('validateSession, one call at a time', margin, 'title');
  for (const text of circumstances(results)) {
    y += line;
    write(text, margin, 'quiet');
  }
  y += line + 6;
  drawLegend(parts, y);
  for (const [index, group] of groups.entries()) {
    const place = `${group.server}, ${formatCount(group.rows)} rows`;
    if (index === 0 || groups[index - 1]!.server !== group.server) {
      y += line + 14;
      write(place, margin, 'place');
    }
    y += line + 2;
    write(group.name, margin, 'quiet');
    for (const subject of group.subjects) {
      y += line;
      const { low, high } = spreadOf(subject);
      const { median } = subject.figures[operation]!;
      write(subject.name, left - 10, subject.kind === 'sojourn' ? 'own' : '', 'end');
      const bar = Math.max(1, scale(median));
      parts.push(`<rect x="${left}" y="${y - 11}" width="${bar.toFixed(1)}" height="14" rx="2" class="${subject.kind}"/>`);
      parts.push(
        `<line x1="${(left + scale(low)).toFixed(1)}" x2="${(left + scale(high)).toFixed(1)}" y1="${y - 4}" y2="${y - 4}" class="spread"/>`,
      );
      write(labelOf(subject, group), left + Math.max(bar, scale(high)) + 8, 'quiet');
    }
  }
  const height = y + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>Time of validateSession, one call at a time, of sojourn and its peers</title>`,
    `<style>${style}</style>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Of each database those with the most rows, and with planner statistics where there are some without. */
function shownGroups(groups: readonly GroupResult[]): GroupResult[] {
  return groups.filter(({ database, rows, statistics, subjects }) => {
    const most = Math.max(...groups.filter((group) => group.database === database).map((group) => group.rows));
    return rows === most && statistics !== false && subjects.every(({ figures }) => figures[operation]);
  });
}

/** The middle half of the rounds. */
function spreadOf({ figures }: SubjectResult): { low: number; high: number } {
  const { rounds } = figures[operation]!;
  return { low: quantile(rounds, 0.25), high: quantile(rounds, 0.75) };
}

function labelOf(subject: SubjectResult, { subjects }: GroupResult): string {
  const { median, ratio } = subject.figures[operation]!;
  return subject === subjects[0] ? formatTime(median) : `${formatTime(median)}, ${ratio.value.toFixed(2)} ×`;
}

function circumstances({ date, machine, versions, rounds }: Results): string[] {
  const of = (...names: string[]) => names.map((name) => `${name} ${versions[name] ?? 'unknown'}`).join(', ');
  return [
    `${date.slice(0, 10)}, Node ${machine.node}, ${machine.cores} cores (${machine.processor}), ${machine.memory}, ${rounds} rounds`,
    of('@prisma/client', 'lucia', 'better-auth', '@auth/core', 'express-session', 'iron-session'),
    'Median of the rounds, with their middle half; × is a multiple of the first of each group. Shorter is quicker.',
  ];
}

function drawLegend(parts: string[], y: number): void {
  const entries = [
    ['sojourn', 'sojourn'],
    ['peer', 'another library'],
    ['floor', 'the same by hand'],
    ['reference', 'nothing on the server'],
  ];
  for (const [index, [className, text]] of entries.entries()) {
    const x = margin + index * 170;
    parts.push(`<rect x="${x}" y="${y - 11}" width="14" height="14" rx="2" class="${className}"/>`);
    parts.push(`<text x="${x + 20}" y="${y}">${text}</text>`);
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
