import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateClient } from './app/client.js';
import { type Arguments, type DatabaseName, readArguments } from './arguments.js';
import { compareWithBaseline, writeBaseline } from './baseline.js';
import { measureBundles } from './bundles.js';
import { chartOf } from './chart.js';
import type { Missing, Place } from './groups/group.js';
import { openers } from './groups/places.js';
import { measureGroup } from './measure.js';
import { type GroupResult, type Results, titleOf } from './results.js';
import { report } from './tables.js';
import { machineOf, versionsOf } from './versions.js';
import { runAndDispose } from '../support/disposal.js';

/** Beyond this PGlite, whose tables are in this process, is left out. */
const mostRowsOfPglite = 100_000;

/** Adds what cannot be done to what is missing, once for each name and reason. */
function noteMissing(missing: Missing[], ...others: readonly Missing[]): void {
  for (const other of others) {
    if (!missing.some(({ name, reason }) => name === other.name && reason === other.reason)) missing.push(other);
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = Object(error) as { message?: unknown; code?: unknown };
  return String(message || code || error);
}

/** Whether the planner has statistics: once without and once with, where that is measured; nothing said elsewhere. */
function passesOf({ analyze }: Place): (boolean | undefined)[] {
  return analyze ? [false, true] : [undefined];
}

async function measurePlace(
  database: DatabaseName,
  rows: number,
  { rounds, only }: Arguments,
  missing: Missing[],
): Promise<GroupResult[]> {
  let place: Place;
  try {
    place = await openers[database](rows);
  } catch (error) {
    noteMissing(missing, { name: database, reason: reasonOf(error) });
    return [];
  }
  const results: GroupResult[] = [];
  const { population, server } = place;
  noteMissing(missing, ...place.missing);
  const isWanted = (name: string) => only.length === 0 || only.some((part) => name.includes(part));
  for (const statistics of passesOf(place)) {
    if (statistics) await place.analyze?.();
    for (const group of place.groups) {
      const where = { database, server, rows, name: group.name, ...(statistics === undefined ? {} : { statistics }) };
      const start = Date.now();
      const measured = await measureGroup(group, { population, rounds, readsOnly: statistics === false, isWanted });
      console.error(`${titleOf(where)}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
      noteMissing(missing, ...measured.missing.map(({ name, reason }) => ({ name: `${name} (${group.name})`, reason })));
      if (measured.subjects.some((subject) => isWanted(subject.name))) results.push({ ...where, subjects: measured.subjects });
    }
  }
  await place.close();
  return results;
}

await runAndDispose(async () => {
  const settings = readArguments();
  await Promise.all([generateClient('sqlite'), generateClient('mysql')]);
  await Promise.all([generateClient('postgresql'), generateClient('postgresql', true)]);
  const { bundles, missing } = await measureBundles();
  const groups: GroupResult[] = [];
  for (const database of settings.databases) {
    for (const rows of settings.rows) {
      if (database === 'pglite' && rows > mostRowsOfPglite) {
        noteMissing(missing, { name: `PGlite, ${rows} rows`, reason: 'its tables would be in the memory of the process that measures' });
        continue;
      }
      groups.push(...(await measurePlace(database, rows, settings, missing)));
    }
  }
  const results: Results = {
    date: new Date().toISOString(),
    machine: machineOf(),
    versions: versionsOf(),
    rounds: settings.rounds,
    groups,
    missing,
    bundles,
  };
  const text = report(results, compareWithBaseline(results));
  if (groups.length === 0) return;
  mkdirSync(path.dirname(settings.out), { recursive: true });
  text.save(`${settings.out}.md`);
  writeFileSync(`${settings.out}.json`, `${JSON.stringify(results)}\n`);
  writeFileSync(`${settings.out}.svg`, chartOf(results));
  if (settings.setBaseline) writeBaseline(results);
});
