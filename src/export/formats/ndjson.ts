import { createChunks } from '../chunks.js';
import type { ExportFormat } from '../document.js';

/**
 * A line of JSON for each row, to be read one by one. The first line tells the format, the last one, `complete`, how many rows
 * there are; a document without it was cut off.
 */
export const ndjson: ExportFormat = {
  contentType: 'application/x-ndjson',
  extension: 'ndjson',
  async *encode({ format, exportedAt, user, sections }) {
    const chunks = createChunks();
    const counts: Record<string, number> = { user: 1 };
    chunks.add(line({ format, exportedAt }) + line({ section: 'user', row: user }));
    for await (const { name, texts } of sections) {
      const start = `{"section":${JSON.stringify(name)},"row":`;
      counts[name] = 0;
      for await (const batch of texts) {
        counts[name] += batch.length;
        const chunk = chunks.add(`${start}${batch.join(`}\n${start}`)}}\n`);
        if (chunk) yield chunk;
      }
    }
    chunks.add(line({ complete: true, rows: counts }));
    yield chunks.rest();
  },
};

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
