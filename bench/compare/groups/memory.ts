import { memoryAdapter } from 'sojourn/memory';
import { Population } from '../../support/rows.js';
import { ironSession } from '../libraries/iron-session.js';
import { sojourn } from '../libraries/sojourn.js';
import type { Subject } from '../libraries/subject.js';
import { verify } from '../verify.js';
import type { Missing, OpenGroup, Place } from './group.js';

/** The memory of this process, and beside it sessions that are nowhere but in the cookie. */
export async function openMemory(rows: number): Promise<Place> {
  const population = new Population(rows, new Date());
  const adapter = memoryAdapter<{ id: string }, string>();
  for (let number = 0; number < rows; number++) await adapter.insertSession(population.row(number));

  async function open(): Promise<OpenGroup> {
    const subjects: Subject[] = [sojourn('sojourn', adapter, population)];
    const missing: Missing[] = [];
    try {
      subjects.push(await ironSession(population));
    } catch (error) {
      missing.push({ name: 'iron-session', reason: error instanceof Error ? error.message : String(error) });
    }
    for (const subject of subjects) await verify(subject, population);
    return {
      subjects,
      missing,
      isApart: true,
      async statementsDuring(act) {
        await act();
        return 0;
      },
      close: async () => {},
    };
  }

  return { server: 'Memory', population, groups: [{ name: 'process', open }], missing: [], close: async () => {} };
}
