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
    for await (const { name, texts } of sections) {
      chunks.add(`,\n${JSON.stringify(name)}:[`);
      let separator = '\n';
      for await (const batch of texts) {
        const chunk = chunks.add(separator + batch.join(',\n'));
        separator = ',\n';
        if (chunk) yield chunk;
      }
      chunks.add(']');
    }
    chunks.add('}\n');
    yield chunks.rest();
  },
};
