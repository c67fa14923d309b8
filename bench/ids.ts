import { createAuth } from '../src/index.js';
import { readArguments } from './support/arguments.js';
import { runAndDispose } from './support/disposal.js';
import { type Subject, cleanup, validation } from './support/operations.js';
import { openPostgresql } from './support/postgresql.js';
import { Report, formatBytes, formatCount, formatPart, formatRatio, formatTime } from './support/report.js';
import { type Figures, type Operation, measureInRounds } from './support/rounds.js';
import { type IdScheme, Population, day, minute } from './support/rows.js';
import { shuffled } from './support/shuffle.js';
import { openSqlite } from './support/sqlite.js';
import { median, ratio } from './support/statistics.js';
import { type Engine, type OpenStore, engines, fillUsers } from './support/store.js';

const openers: Record<Engine, OpenStore> = { PostgreSQL: openPostgresql, SQLite: openSqlite };

/** The last shows what a difference of nothing looks like. */
const tables: readonly [label: string, scheme: IdScheme][] = [
  ['random', 'random'],
  ['time-ordered', 'timed'],
  ['random again', 'random'],
];

/** Rows a statement. */
const batch = 10_000;

/**
 * Numbers of rows beyond the population, as multiples of its size, so that no two steps make the same
 * row; those up to 2001 are of cleanups.
 */
const firstNumber = { log: 2100, alone: 2200, together: 2300, churn: 2400 };

/** A new session every millisecond, up to now. */
function newRows(population: Population, first: number, count: number, end = Date.now()) {
  return Array.from({ length: count }, (_, index) => population.newRow(first + index, new Date(end - count + index)));
}

function insertion(name: string, start: number, times: number, inFlight = 1): Operation<Subject> {
  return {
    name,
    times,
    inFlight,
    prepare: ({ population }, round) =>
      Array.from({ length: times }, (_, index) => population.size * start + round * times + index),
    async run({ store, population }, number: number) {
      const outcome = await store.adapter.insertSession(population.newRow(number, new Date()));
      if (outcome !== 'inserted') throw new Error(`An insert ended with ${outcome}`);
    },
  };
}

const reads = [
  validation({ name: 'validateSession, of any age', times: 40 }),
  validation({ name: 'validateSession, of the newest 1 %', times: 40 }, 0.01),
];

function writesOn(engine: Engine): Operation<Subject>[] {
  return [
    insertion('insert', firstNumber.alone, 40),
    // The driver for SQLite works in the thread of its caller, one statement after the other.
    ...(engine === 'SQLite' ? [] : [insertion('insert, 16 in flight', firstNumber.together, 64, 16)]),
    cleanup('deleteExpiredSessions, 1,000 rows begun in 15 minutes', 15 * minute),
    cleanup('deleteExpiredSessions, 1,000 rows begun in 8 days', 8 * day, 1),
  ];
}

/** Fills all tables side by side, in the order of creation. Gives the time of each batch. */
async function fillSideBySide(subjects: readonly Subject[]): Promise<number[][]> {
  const times = subjects.map((): number[] => []);
  for (const { store, population } of subjects) await fillUsers(store, population);
  const { size } = subjects[0]!.population;
  for (let first = 0; first < size; first += batch) {
    for (const [index, { store, population }] of shuffled([...subjects.entries()])) {
      const rows = Array.from({ length: Math.min(batch, size - first) }, (_, number) => population.row(first + number));
      const start = performance.now();
      await store.insertSessions(rows);
      times[index]!.push((1000 * (performance.now() - start)) / rows.length);
    }
  }
  for (const { store } of subjects) {
    await store.settle();
    await store.checkpoint();
  }
  return times;
}

/** Bytes of log a row, for the first inserts after a checkpoint, and over so many that most pages are known to it. */
async function measureLog(subjects: readonly Subject[], counts: readonly number[]): Promise<string[][]> {
  for (const { store } of subjects) await store.checkpoint();
  const done = subjects.map(() => ({ rows: 0, bytes: 0 }));
  const table: string[][] = [];
  for (const count of counts) {
    for (const [index, { store, population }] of subjects.entries()) {
      const state = done[index]!;
      const first = population.size * firstNumber.log + state.rows;
      state.bytes += await store.insertLogged(newRows(population, first, count - state.rows));
      state.rows = count;
    }
    table.push([`${formatCount(count)} inserts`, ...done.map(({ rows, bytes }) => formatBytes(bytes / rows))]);
  }
  return table;
}

/** Nine of ten sessions of the older half end, as most do before the rest; as many new ones begin. */
async function churn({ store, population }: Subject): Promise<void> {
  const old = Array.from({ length: population.size / 2 }, (_, number) => number).filter((number) => (number * 7) % 10 !== 0);
  for (let first = 0; first < old.length; first += batch) {
    await store.deleteSessions(old.slice(first, first + batch).map((number) => population.id(number)));
  }
  await store.settle();
  const end = Date.now();
  for (let first = 0; first < old.length; first += batch) {
    const count = Math.min(batch, old.length - first);
    const number = population.size * firstNumber.churn + first;
    await store.insertSessions(newRows(population, number, count, end - old.length + first + count));
  }
  await store.settle();
}

async function footprintRows(when: string, subjects: readonly Subject[]): Promise<string[][]> {
  const footprints = await Promise.all(subjects.map(({ store }) => store.footprint()));
  return [
    [`index of the primary key, ${when}`, ...footprints.map(({ primaryKey }) => formatBytes(primaryKey))],
    [`how full its pages are, ${when}`, ...footprints.map(({ fullness }) => formatPart(fullness))],
    [`table with all indexes, ${when}`, ...footprints.map(({ total }) => formatBytes(total))],
  ];
}

function printTimes(report: Report, figures: Figures): void {
  report.line('Time of a call or row with time-ordered ids as a multiple of that with random ids, with its 95 % interval.');
  report.line('The null ratio is that of a second table with random ids.');
  report.line();
  report.table(
    ['', 'ratio', 'null ratio', 'random', 'time-ordered'],
    [...figures].map(([name, [random = [], timed = [], again = []]]) => [
      name,
      formatRatio(ratio(timed, random)),
      formatRatio(ratio(again, random)),
      formatTime(median(random)),
      formatTime(median(timed)),
    ]),
  );
}

await runAndDispose(async () => {
  const { adapter, quick, out } = readArguments();
  const size = quick ? 10_000 : 1_000_000;
  const rounds = quick ? 3 : 30;
  const report = new Report();
  report.line(`# Random against time-ordered ids, ${formatCount(size)} rows, ${adapter} adapter`);
  report.line();
  report.circumstances(`${rounds} rounds`);
  for (const engine of engines) {
    const subjects: Subject[] = [];
    for (const [label, scheme] of tables) {
      const store = await openers[engine](adapter);
      const population = new Population(size, new Date(), scheme);
      subjects.push({ label, store, population, auth: createAuth({ adapter: store.adapter, lifetime: Population.lifetime }) });
    }
    const batches = await fillSideBySide(subjects);
    const filled = await footprintRows('filled', subjects);
    const log = await measureLog(subjects, engine === 'SQLite' ? [200] : [1000, quick ? 2000 : 30_000]);
    const figures = await measureInRounds(subjects, [reads, writesOn(engine)], rounds, ({ store }) => store.settle());
    // The last fifth, when the table is as good as full.
    const lastBatches = batches.map((each) => each.slice(-Math.ceil(each.length / 5)));
    figures.set(`bulk insert, a row of ${formatCount(batch)} a statement`, lastBatches);
    for (const subject of subjects) await churn(subject);

    report.line(`## ${engine}`);
    report.line();
    printTimes(report, figures);
    report.line('Write-ahead log of an insert, counted from a checkpoint, and space on disk:');
    report.line();
    report.table(['', ...subjects.map(({ label }) => label)], [...log, ...filled, ...(await footprintRows('after churn', subjects))]);
    report.save(out);
    for (const { store } of subjects) await store.close();
  }
});
