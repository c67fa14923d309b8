import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe } from 'vitest';
import { generatedDirectory, root } from '../support/schemas.js';
import { readFileSync } from 'node:fs';
import { findCodeBlocks } from './code-blocks.js';

/** The adapter and the test of the documentation, as a reader would save them, with a database of their own. */
const folder = path.join(generatedDirectory, 'adapter-example');
const database = path.join(folder, 'app.db');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { file, code } of findCodeBlocks().filter(({ source }) => source === 'docs/adapters.md')) {
  writeFileSync(path.join(folder, file), code.replace("from 'node:test'", "from 'vitest'"));
}
const [tables] = /(?<=^```sql\n).*?(?=^```$)/ms.exec(readFileSync(path.join(root, 'docs/adapters.md'), 'utf8'))!;
writeFileSync(
  path.join(folder, 'client.ts'),
  `import { createClient } from '@libsql/client';
export const client = createClient({ url: ${JSON.stringify(`file:${database}`)} });
await client.executeMultiple(${JSON.stringify(`CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL); ${tables}`)});
`,
);

const { client } = (await import(/* @vite-ignore */ path.join(folder, 'client.ts'))) as { client: { close(): void } };

describe('the adapter of the documentation', async () => {
  await import(/* @vite-ignore */ path.join(folder, 'sqlite-adapter.test.ts'));
});

afterAll(() => client.close());
