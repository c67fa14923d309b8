import { memoryAdapter } from '../src/adapters/memory/index.js';
import { createAuth } from '../src/index.js';
import { createToken, hashesMatch } from '../src/session/token.js';
import { readArguments } from './support/arguments.js';
import { onEnd, runAndDispose } from './support/disposal.js';
import { openPostgresql } from './support/postgresql.js';
import { Report, formatCount } from './support/report.js';
import { Population } from './support/rows.js';
import { shuffled } from './support/shuffle.js';
import { openSqlite } from './support/sqlite.js';
import { type Difference, differenceOfMeans, mean } from './support/statistics.js';
import { type Adapter, fill } from './support/store.js';

/** What a refused token is, and one kind twice: what differs between those two is the machine's own. */
const kinds = ['unknown id', 'unknown id again', 'wrong secret'] as const;
type Kind = (typeof kinds)[number];

interface Place {
  name: string;
  adapter: Adapter;
  /** Ids of sessions that are there. */
  ids: readonly string[];
  keys?: readonly string[];
}

async function openPlaces(size: number): Promise<Place[]> {
  const population = new Population(size, new Date());
  const ids = Array.from({ length: size }, (_, number) => population.id(number));
  const memory: Adapter = memoryAdapter<{ id: string }, string>();
  for (let number = 0; number < size; number++) await memory.insertSession(population.row(number));
  const places: Place[] = [
    { name: 'memory', adapter: memory, ids },
    { name: 'memory, with a key', adapter: memory, ids, keys: ['k'.repeat(32)] },
  ];
  for (const [name, open] of [['SQLite', openSqlite], ['PostgreSQL', openPostgresql]] as const) {
    const store = await open('sql');
    onEnd(() => store.close());
    await fill(store, population);
    places.push({ name, adapter: store.adapter, ids });
  }
  return places;
}

/** Times of refusals in microseconds, each kind as often, in an order left to chance. */
async function measureRefusals({ adapter, ids, keys }: Place, times: number): Promise<Record<Kind, number[]>> {
  const auth = createAuth({ adapter, lifetime: Population.lifetime, ...(keys && { hashKeys: keys }) });
  const taken: Record<Kind, number[]> = { 'unknown id': [], 'unknown id again': [], 'wrong secret': [] };
  const warmUp = Math.ceil(times / 10);
  for (const [index, kind] of shuffled(Array.from({ length: times + warmUp }, () => kinds).flat()).entries()) {
    const { token } = await createToken();
    const given = kind === 'wrong secret' ? ids[index % ids.length]! + token.slice(24) : token;
    const begin = process.hrtime.bigint();
    const valid = await auth.validateSession(given);
    const end = process.hrtime.bigint();
    if (valid) throw new Error('A token that is none was accepted');
    if (index >= warmUp * kinds.length) taken[kind].push(Number(end - begin) / 1000);
  }
  return taken;
}

/** Times of comparisons in nanoseconds each, by where the hashes differ. Many at a time: one is less than the clock's step. */
async function measureComparisons(times: number): Promise<Record<'first' | 'last', number[]>> {
  const { secretHash } = await createToken();
  const mark = 'sha256:'.length;
  const other = (character: string) => (character === 'A' ? 'B' : 'A');
  const candidates = {
    first: secretHash.slice(0, mark) + other(secretHash[mark]!) + secretHash.slice(mark + 1),
    last: secretHash.slice(0, -1) + other(secretHash.at(-1)!),
  };
  const batch = 1000;
  const taken: Record<'first' | 'last', number[]> = { first: [], last: [] };
  for (const where of shuffled(Array.from({ length: times }, () => ['first', 'last'] as const).flat())) {
    const begin = process.hrtime.bigint();
    let matches = 0;
    for (let index = 0; index < batch; index++) matches += Number(hashesMatch(secretHash, candidates[where]));
    const end = process.hrtime.bigint();
    if (matches > 0) throw new Error('Hashes that differ matched');
    taken[where].push(Number(end - begin) / batch);
  }
  return taken;
}

function format({ value, low, high }: Difference, unit: string): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) ${unit}`;
}

await runAndDispose(async () => {
  const { quick, out } = readArguments();
  const times = quick ? 200 : 20_000;
  const report = new Report();
  report.line('# What the time of a refusal tells');
  report.line();
  report.circumstances(`${formatCount(times)} calls of each kind, in an order left to chance`);
  report.line('Differences of means, with their 95 % confidence intervals. The first column is between two kinds that are');
  report.line('one and the same: an interval there that leaves out 0 shows how much the machine does by itself.');
  report.line();
  const rows = [];
  for (const place of await openPlaces(quick ? 1000 : 10_000)) {
    const taken = await measureRefusals(place, times);
    const base = taken['unknown id'];
    rows.push([
      place.name,
      format(differenceOfMeans(taken['unknown id again'], base), 'µs'),
      format(differenceOfMeans(taken['wrong secret'], base), 'µs'),
      `${mean(base).toFixed(1)} µs`,
    ]);
  }
  report.table(['', 'unknown id − unknown id', 'wrong secret − unknown id', 'mean, for information'], rows);
  const { first, last } = await measureComparisons(quick ? 200 : 5000);
  report.line(`Hashes that differ in the last character − in the first: ${format(differenceOfMeans(last, first), 'ns')} a`);
  report.line(`comparison, of ${mean(first).toFixed(0)} ns.`);
  report.save(out);
});
