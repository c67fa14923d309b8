import { parseArgs } from 'node:util';
import { generateClient } from '../compare/app/client.js';
import { openers } from '../compare/groups/places.js';
import type { Subject } from '../compare/libraries/subject.js';
import { type Call, ownerOf } from '../compare/operations.js';
import { runAndDispose } from '../support/disposal.js';
import { Report, formatTime } from '../support/report.js';
import type { Population } from '../support/rows.js';
import { type Share, profileCalls } from './profile-calls.js';

/** How many sessions there are. */
const rows = 1000;

const calls: readonly Call[] = ['validateSession', 'createSession'];

/** What is done over and over, one call at a time. */
async function callOf(call: Call, subject: Subject, population: Population): Promise<(index: number) => Promise<unknown>> {
  if (call === 'createSession') return (index) => subject.create(ownerOf(population, index), index % rows);
  const stored: string[] = [];
  for (let number = 0; number < rows; number++) stored.push(await subject.stored(number));
  return (index) => subject.validate(stored[index % rows]!);
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      database: { type: 'string', default: 'sqlite' },
      only: { type: 'string', default: 'sojourn,lucia,prepared join,$queryRaw' },
      calls: { type: 'string', default: '10000' },
      out: { type: 'string', default: 'bench/results/profile.md' },
    },
  });
  const open = Object.entries(openers).find(([name]) => name === values.database)?.[1];
  if (!open) throw new TypeError(`--database must be one of: ${Object.keys(openers).join(', ')}`);
  const count = Number(values.calls);
  if (!Number.isSafeInteger(count) || count < 1) throw new TypeError('--calls must be a positive integer');
  return { open, count, only: values.only.split(','), out: values.out };
}

function cells(shares: readonly Share[]): string[][] {
  return shares.map(({ name, time, part }) => [name, formatTime(time), `${(part * 100).toFixed(0)} %`]);
}

await runAndDispose(async () => {
  const { open, count, only, out } = readArguments();
  await Promise.all([generateClient('sqlite'), generateClient('postgresql'), generateClient('postgresql', true), generateClient('mysql')]);
  const { groups, population, server, close } = await open(rows);
  const report = new Report();
  report.line('# Where the time of a call goes');
  report.line();
  report.line(`${new Date().toISOString().slice(0, 10)}, ${server}, ${rows} rows, one call at a time, by the sampling profiler of V8.`);
  report.circumstances(`${count} calls each`);
  for (const group of groups) {
    const { subjects, close: closeGroup } = await group.open(false);
    for (const subject of subjects.filter(({ name }) => only.some((part) => name.includes(part)))) {
      for (const call of calls) {
        const { places, functions } = await profileCalls(await callOf(call, subject, population), count);
        report.line(`## ${group.name}: ${subject.name}, ${call}`);
        report.line();
        report.table(['where', 'a call', 'part'], cells(places));
        report.table(['function', 'a call', 'part'], cells(functions));
      }
    }
    await closeGroup();
  }
  await close();
  report.save(out);
});
