import { createAuth } from '../../src/index.js';
import { readArguments } from '../support/arguments.js';
import { runAndDispose } from '../support/disposal.js';
import { openPostgresql } from '../support/postgresql.js';
import { Report, formatCount } from '../support/report.js';
import { measureInRounds } from '../support/rounds.js';
import { Population } from '../support/rows.js';
import { openSqlite } from '../support/sqlite.js';
import { type Engine, type OpenStore, engines, fill } from '../support/store.js';
import { type Measured, ways } from './call.js';
import { reads, writes } from './calls.js';
import { createNote } from './notes.js';
import { printFigures, printPlans, printVerdict } from './report.js';

const openers: Record<Engine, OpenStore> = { PostgreSQL: openPostgresql, SQLite: openSqlite };

await runAndDispose(async () => {
  const { adapter, quick, prepare, out } = readArguments();
  const sizes = quick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000];
  const rounds = quick ? 3 : 20;
  const report = new Report();
  report.line(`# Sessions from ${formatCount(sizes[0]!)} to ${formatCount(sizes.at(-1)!)} rows, ${adapter} adapter`);
  report.line();
  report.circumstances(`${rounds} rounds`, ...(prepare ? ['statements prepared by name on PostgreSQL'] : []));
  for (const engine of engines) {
    const subjects: Measured[] = [];
    // The smallest once more, to show what a difference of nothing looks like.
    for (const [index, size] of [...sizes, sizes[0]!].entries()) {
      const store = await openers[engine](adapter, { prepare });
      const population = new Population(size, new Date());
      await fill(store, population);
      const auth = createAuth({ adapter: store.adapter, lifetime: Population.lifetime });
      const label = formatCount(size) + (index === sizes.length ? ' again' : '');
      for (const way of ways) subjects.push({ label, store, population, auth, way, note: createNote(engine) });
    }
    const stores = [...new Set(subjects.map(({ store }) => store))];
    const settle = async ({ store, way }: Measured) => {
      if (way === 'driver') await store.settle();
    };
    const figures = await measureInRounds(subjects, [reads(engine), writes(engine)], rounds, settle);
    report.line(`## ${engine}`);
    report.line();
    printFigures(report, subjects, figures);
    if (!quick) printVerdict(report, formatCount(sizes.at(-1)!), subjects, figures, sizes.length - 1);
    await printPlans(report, subjects);
    report.save(out);
    for (const store of stores) await store.close();
  }
});
