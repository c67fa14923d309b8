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
    for await (const { name, rows } of sections) {
      counts[name] = 0;
      for await (const row of rows) {
        counts[name]++;
        const chunk = chunks.add(line({ section: name, row }));
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
