import { createChunks } from '../chunks.js';
import type { ExportFormat } from '../document.js';

/** One JSON document, a row a line. Cut off anywhere, it is not valid. */
export const json: ExportFormat = {
  contentType: 'application/json',
  extension: 'json',
  async *encode({ format, exportedAt, user, sections }) {
    const chunks = createChunks();
    // Without its closing brace: the sections go in between.
    chunks.add(JSON.stringify({ format, exportedAt, user }).slice(0, -1));
    for await (const { name, rows } of sections) {
      chunks.add(`,\n${JSON.stringify(name)}:[`);
      let separator = '\n';
      for await (const row of rows) {
        const chunk = chunks.add(separator + JSON.stringify(row));
        separator = ',\n';
        if (chunk) yield chunk;
      }
      chunks.add(']');
    }
    chunks.add('}\n');
    yield chunks.rest();
  },
};
