import { formatCount, formatTime } from '../support/report.js';
import { type Mode, modes, operationName } from './operations.js';
import type { GroupResult, Results, SubjectResult } from './results.js';

/** Between these two lines of the README stands what this makes. */
const first = '<!-- by npm run bench:readme -->';
const last = '<!-- end -->';

/** Of how many rows the figures are that are shown. */
const shownRows = 100_000;

const shownModes = modes.filter((mode) => mode !== 'lock step');

/** Who is shown, and how that is called there. */
const shown: readonly [name: RegExp, label: string][] = [
  [/^sojourn$/, '**sojourn**'],
  [/^sojourn, reader/, '**sojourn**, [reads by the driver](docs/prisma.md#the-drivers-speed)'],
  [/^lucia$/, 'Lucia'],
  [/^better-auth$/, 'better-auth'],
  [/^better-auth, cookie cache$/, 'better-auth, cookie cache'],
  [/^Auth\.js, adapter alone$/, 'Auth.js, its adapter alone'],
  [/^express-session$/, 'express-session'],
  [/^\$queryRaw join$/, 'by hand: one `$queryRaw` join'],
  [/^findUnique with include$/, 'by hand: `findUnique` with `include`'],
];

const places: readonly [title: string, group: (group: GroupResult) => boolean][] = [
  ['SQLite', ({ database, name, statistics }) => database === 'sqlite' && name.startsWith('Prisma') && statistics !== false],
  ['PostgreSQL', ({ database, name }) => database === 'postgresql' && name === 'Prisma, @prisma/adapter-pg'],
];

/** The README with the figures of a comparison in their place. */
export function withSpeed(readme: string, results: Results): string {
  const [start, end] = [readme.indexOf(first), readme.indexOf(last)];
  if (start === -1 || end < start) throw new Error(`README.md needs a line ${first}, and after it ${last}`);
  return readme.slice(0, start + first.length) + `\n\n${speedSection(results)}\n` + readme.slice(end);
}

function speedSection(results: Results): string {
  const groups = places.map(([title, isIt]) => {
    const group = results.groups.find((each) => each.rows === shownRows && isIt(each));
    if (!group) throw new Error(`The comparison has no ${title} with ${shownRows} rows; run it with --rows 1000,100000,1000000`);
    return group;
  });
  const heads = places.flatMap(([title]) => shownModes.map((mode) => `${title}, ${mode === 'staggered' ? '32 in flight' : mode}`));
  const rows = shown.map(([name, label]) => {
    const cells = groups.flatMap((group) => {
      const subject = group.subjects.find((each) => name.test(each.name));
      return shownModes.map((mode) => cellOf(subject, mode));
    });
    return `| ${label} | ${cells.join(' | ')} |`;
  });
  return [
    `| \`validateSession\` through Prisma, ${formatCount(shownRows)} sessions | ${heads.join(' | ')} |`,
    `|---|${heads.map(() => '--:').join('|')}|`,
    ...rows,
    '',
    circumstances(results, groups),
    '',
  ].join('\n');
}

function cellOf(subject: SubjectResult | undefined, mode: Mode): string {
  const figure = subject?.figures[operationName('validateSession', mode)];
  return figure ? `${formatTime(figure.median)} · ${figure.ratio.value.toFixed(2)}` : '–';
}

function circumstances({ date, machine, versions, rounds, groups }: Results, [sqlite, postgresql]: readonly GroupResult[]): string {
  const sizes = [...new Set(groups.map(({ rows }) => rows))].sort((a, b) => a - b).join(',');
  const of = (...names: string[]) => names.map((name) => `${name} ${versions[name] ?? 'unknown'}`).join(', ');
  return [
    `Time of a call, and its multiple of sojourn's in the same run. ${date.slice(0, 10)}, Node ${machine.node}, ${machine.cores} cores (${machine.processor}),`,
    `${machine.memory}, ${sqlite!.server}, ${postgresql!.server.replace(/ \(.*/, '')}; ${of('@prisma/client', 'lucia', 'better-auth', '@auth/core', 'express-session')};`,
    `made by \`npm run bench:compare -- --rows ${sizes} --rounds ${rounds}\`.`,
  ].join('\n');
}
