import { parseArgs } from 'node:util';
import { generateClient } from '../compare/app/client.js';
import { fill } from '../compare/databases/database.js';
import { betterSqlite3, openSqlite } from '../compare/databases/sqlite.js';
import { requestsPerSecond, verifyServer } from './load.js';
import { type RunningServer, startServer } from './start-server.js';
import { frameworks, storages } from './variants.js';
import { runAndDispose } from '../support/disposal.js';
import { Report, formatCount, formatRatio } from '../support/report.js';
import { Population, tokenOf } from '../support/rows.js';
import { shuffled } from '../support/shuffle.js';
import { spread } from '../support/operations.js';
import { median, ratio } from '../support/statistics.js';

const rows = 10_000;
/** Different sessions that ask. */
const clients = 500;

function readArguments() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' }, out: { type: 'string' } },
  });
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError('--rounds must be a whole number above 0');
  if (!Number.isInteger(seconds) || seconds < 1) throw new TypeError('--seconds must be a whole number above 0');
  return { rounds, seconds, out: values.out };
}

await runAndDispose(async () => {
  const { rounds, seconds, out } = readArguments();
  await generateClient('sqlite');
  const database = await openSqlite();
  const population = new Population(rows, new Date());
  await fill(database, population);
  await database.analyze();

  const missing = betterSqlite3(database.file).missing;
  const measured = storages.filter((storage) => missing === undefined || !storage.includes('better-sqlite3'));
  const servers: RunningServer[] = [];
  for (const framework of frameworks) {
    for (const storage of measured) servers.push(await startServer(framework, storage, database.file));
  }
  const tokens = shuffled(spread(clients, rows, 0)).map((number) => tokenOf(population.id(number)));
  for (const server of servers) await verifyServer(server, tokenOf(population.id(17)), population.row(17).userId);

  const figures = new Map(servers.map((server): [RunningServer, number[]] => [server, []]));
  // The first round warms up, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const server of shuffled(servers)) {
      const figure = await requestsPerSecond(server, tokens, seconds);
      if (round > 0) figures.get(server)!.push(figure);
    }
  }

  const report = new Report();
  report.line('# What a session costs a server');
  report.line();
  report.circumstances(`${rounds} rounds of ${seconds} s`, `SQLite with ${formatCount(rows)} sessions`);
  report.line('Requests per second of a server that answers with the id of the user, by 32 connections over loopback, and as a part');
  report.line('of what the same server answers without sojourn, with its 95 % interval. The load comes from the same machine.');
  report.line();
  for (const framework of frameworks) {
    const own = servers.filter((server) => server.framework === framework);
    const base = figures.get(own[0]!)!;
    report.table(
      [framework, 'requests per second', 'part'],
      own.map((server) => {
        const series = figures.get(server)!;
        return [server.storage, formatCount(Math.round(median(series))), server === own[0] ? '1' : formatRatio(ratio(series, base))];
      }),
    );
  }
  if (missing !== undefined) report.line(`Not measured: better-sqlite3, since ${missing}.`);
  report.save(out);
});
