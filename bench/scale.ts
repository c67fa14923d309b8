import { createAuth } from '../src/index.js';
import { readArguments } from './support/arguments.js';
import { runAndDispose } from './support/disposal.js';
import { type Subject, cleanup, spread, validation } from './support/operations.js';
import { openPostgresql } from './support/postgresql.js';
import { Report, formatCount, formatRatio, formatTime } from './support/report.js';
import { type Figures, type Operation, measureInRounds } from './support/rounds.js';
import { Population, day, detailsOf } from './support/rows.js';
import { shuffled } from './support/shuffle.js';
import { openSqlite } from './support/sqlite.js';
import { median, ratio } from './support/statistics.js';
import { type Engine, type OpenStore, engines, fill } from './support/store.js';

const openers: Record<Engine, OpenStore> = { PostgreSQL: openPostgresql, SQLite: openSqlite };

/** The claim: from the smallest table to the largest, a call of these on its own becomes slower by this factor at most. */
const flat = ['validateSession', 'createSession'];
const flatLimit = 1.3;

const times = { calls: 40, validations: 160, creations: 64, bulk: 5 };

/** Users all over the table, but the one with many sessions. */
function prepareUsers(count: number) {
  return ({ population }: Subject, round: number) =>
    shuffled(spread(count, population.userCount - 1, round)).map((user) => user + 1);
}

async function create({ auth, population }: Subject, user: number): Promise<string> {
  const { session } = await auth.createSession(population.userId(user), detailsOf(user));
  return session.id;
}

function deleteCreated({ store }: Subject, ids: unknown[]): Promise<void> {
  return store.deleteSessions(ids as string[]);
}

const creationTogether: Operation<Subject> = {
  name: 'createSession, 16 in flight',
  times: times.creations,
  inFlight: 16,
  prepare: ({ population }, round) =>
    Array.from({ length: times.creations }, (_, index) => 1 + ((index * 7 + round) % (population.userCount - 1))),
  run: create,
  restore: deleteCreated,
};

const reads: Operation<Subject>[] = [
  validation({ name: 'validateSession', times: times.calls }),
  validation({ name: 'validateSession, 16 in flight', times: times.validations, inFlight: 16 }),
  {
    name: 'listSessions, of 10',
    times: times.calls,
    prepare: prepareUsers(times.calls),
    async run({ auth, population }, user: number) {
      const { length } = await auth.listSessions(population.userId(user));
      if (length !== 10) throw new Error(`A user has ${length} sessions instead of 10`);
    },
  },
];

function writesOn(engine: Engine): Operation<Subject>[] {
  return [
    { name: 'createSession', times: times.calls, prepare: prepareUsers(times.calls), run: create, restore: deleteCreated },
    // The driver for SQLite works in the thread of its caller, one statement after the other.
    ...(engine === 'SQLite' ? [] : [creationTogether]),
    {
      name: 'invalidateUserSessions, of 10',
      times: times.bulk,
      prepare: prepareUsers(times.bulk),
      async run({ auth, population }, user: number) {
        const count = await auth.invalidateUserSessions(population.userId(user));
        if (count !== 10) throw new Error(`${count} sessions were deleted instead of 10`);
        return user;
      },
      restore: ({ store, population }, users) =>
        store.insertSessions((users as number[]).flatMap((user) => population.rowsOfUser(user)).map((number) => population.row(number))),
    },
    cleanup('deleteExpiredSessions, 1,000 rows', 8 * day),
  ];
}

function printFigures(report: Report, labels: readonly string[], figures: Figures): void {
  const [first = '', ...others] = labels;
  report.line(`Time of a call as a multiple of that at ${first}, with its 95 % interval. "${others.at(-1)}" is the null ratio:`);
  report.line('another table of the same size.');
  report.line();
  report.table(
    ['', ...others],
    [...figures].map(([name, [base = [], ...series]]) => [name, ...series.map((each) => formatRatio(ratio(each, base)))]),
  );
  report.line('Medians of a call in this run, for information; those of 16 in flight are elapsed time by number of calls:');
  report.line();
  report.table(
    ['', ...labels],
    [...figures].map(([name, series]) => [name, ...series.map((each) => formatTime(median(each)))]),
  );
}

/**
 * Says what stayed flat. The claim is about a call on its own: the run fails where even the lower end of
 * the interval of one is above the limit.
 */
function printVerdict(report: Report, size: string, figures: Figures, index: number): void {
  for (const [name, series] of figures) {
    if (!flat.some((call) => name.startsWith(call))) continue;
    const found = ratio(series[index]!, series[0]!);
    const verdict = found.low > flatLimit ? 'NOT flat' : found.high > flatLimit ? 'NOT DECIDED by this run' : 'flat';
    report.line(`- ${name} at ${size}: ${formatRatio(found)}, ${verdict} (flat is at most ${flatLimit}).`);
    if (found.low > flatLimit && flat.includes(name)) process.exitCode = 1;
  }
  report.line();
}

await runAndDispose(async () => {
  const { adapter, quick, out } = readArguments();
  const sizes = quick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000];
  const rounds = quick ? 3 : 20;
  const report = new Report();
  report.line(`# Sessions from ${formatCount(sizes[0]!)} to ${formatCount(sizes.at(-1)!)} rows, ${adapter} adapter`);
  report.line();
  report.circumstances(`${rounds} rounds`);
  for (const engine of engines) {
    const subjects: Subject[] = [];
    // The smallest once more, to show what a difference of nothing looks like.
    for (const [index, size] of [...sizes, sizes[0]!].entries()) {
      const store = await openers[engine](adapter);
      const population = new Population(size, new Date());
      await fill(store, population);
      const auth = createAuth({ adapter: store.adapter, lifetime: Population.lifetime });
      subjects.push({ label: formatCount(size) + (index === sizes.length ? ' again' : ''), store, population, auth });
    }
    const figures = await measureInRounds(subjects, [reads, writesOn(engine)], rounds, ({ store }) => store.settle());
    report.line(`## ${engine}`);
    report.line();
    printFigures(report, subjects.map(({ label }) => label), figures);
    if (!quick) printVerdict(report, formatCount(sizes.at(-1)!), figures, sizes.length - 1);
    report.save(out);
    for (const { store } of subjects) await store.close();
  }
});
