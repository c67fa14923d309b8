import { formatCount, formatRatio, formatTime } from '../support/report.js';
import { operationName } from './operations.js';
import type { GroupResult, Results, SubjectResult } from './results.js';

/** Between these two lines of the README stands what this makes. */
const first = '<!-- by npm run bench:readme -->';
const last = '<!-- end -->';

/** Of how many rows the figures are that are shown, and of which call. */
const shownRows = 100_000;
const operation = operationName('validateSession', 'one at a time');

/** Who is shown, how that is called there, and the bundle that it comes in. */
const shown: readonly [name: RegExp, label: string, bundle: string | null][] = [
  [/^sojourn$/, '**sojourn**', 'sojourn, Prisma adapter'],
  [/^sojourn, reader/, '**sojourn**, [reads by the driver](docs/prisma.md#the-drivers-speed)', null],
  [/^lucia$/, 'Lucia', 'lucia'],
  [/^better-auth$/, 'better-auth', 'better-auth'],
  [/^better-auth, cookie cache$/, 'better-auth, cookie cache: an ended session is valid for minutes', null],
  [/^Auth\.js, adapter alone$/, 'Auth.js, its adapter alone', 'Auth.js, adapter alone'],
  [/^Auth\.js, session route$/, 'Auth.js, its session route', 'Auth.js'],
  [/^express-session$/, 'express-session', 'express-session'],
  [/^\$queryRaw join$/, 'by hand: one `$queryRaw` join', null],
  [/^findUnique with include$/, 'by hand: `findUnique` with `include`', null],
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
  const heads = [...places.map(([title]) => title), 'statements', 'imported, gzip'];
  const rows = shown.map(([name, label, bundle]) => {
    const subjects = groups.map((group) => group.subjects.find((each) => name.test(each.name)));
    const counts = [...new Set(subjects.flatMap((subject) => subject?.statements.validateSession ?? []))];
    const cells = subjects.map((subject, index) => cellOf(subject, groups[index]!));
    return `| ${[label, ...cells, counts.join(' or '), sizeOf(results, bundle)].join(' | ')} |`;
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

function cellOf(subject: SubjectResult | undefined, { subjects }: GroupResult): string {
  const figure = subject?.figures[operation];
  if (!figure) return '–';
  const time = formatTime(figure.median);
  return subject === subjects[0] ? time : `${time}, ${formatRatio(figure.ratio)}`;
}

function sizeOf({ bundles }: Results, name: string | null): string {
  const bundle = bundles.find((each) => each.name === name);
  if (!bundle) return '';
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const isSplit = bundle.atStart !== bundle.gzipped;
  return `${kilobytes(bundle.gzipped)}${isSplit ? `, at start ${kilobytes(bundle.atStart)}` : ''}`;
}

function circumstances({ date, machine, versions, rounds, groups }: Results, [sqlite, postgresql]: readonly GroupResult[]): string {
  const sizes = [...new Set(groups.map(({ rows }) => rows))].sort((a, b) => a - b).join(',');
  const of = (...names: string[]) => names.map((name) => `${name} ${versions[name] ?? 'unknown'}`).join(', ');
  return [
    `Time of a call, one after the other, and its multiple of sojourn's in the same run, with the 95 % interval. ${date.slice(0, 10)}, Node ${machine.node}, ${machine.cores} cores`,
    `(${machine.processor}), ${machine.memory}, ${sqlite!.server}, ${postgresql!.server.replace(/ \(.*/, '')}; ${of('@prisma/client', 'lucia', 'better-auth', '@auth/core', 'express-session')};`,
    `made by \`npm run bench:compare -- --rows ${sizes} --rounds ${rounds}\`.`,
  ].join('\n');
}
