/** One measurement, in a process that does nothing else. Run as `node --expose-gc --import tsx process.ts <job>`. */
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import { prismaAdapter, prismaSections } from '../../src/adapters/prisma/index.js';
import { zip } from '../../src/export/zip/index.js';
import { type ExportFormat, createAuth } from '../../src/index.js';
import { createPlainClient } from '../../test/support/harnesses.js';
import { type Job, type Outcome, type Way, large, small } from './run.js';

const { engine, url, way, pageSize, sweeps } = JSON.parse(process.argv[2]!) as Job;
const prisma =
  engine === 'SQLite'
    ? createPlainClient('sqlite', new PrismaLibSql({ url }))
    : createPlainClient('postgresql', new PrismaPg({ connectionString: url }));
const select = { id: true, text: true } as const;
const auth = createAuth({
  adapter: prismaAdapter(prisma),
  exports: prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select, batchSize: pageSize } }),
});

type Count = Pick<Outcome, 'rows' | 'bytes'>;

/** How often garbage is collected, in pages. */
const pagesPerSweep = 20;
let pages = 0;
let held = 0;

function holds(): number {
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function endPage(): void {
  if (sweeps && ++pages % pagesPerSweep === 0) held = Math.max(held, holds());
}

/** The same pages of the same client, each row turned into JSON and dropped. */
async function readPlainly(userId: string): Promise<Count> {
  const count = { rows: 0, bytes: 0 };
  for (let last = 0; ; ) {
    const page = await prisma.note.findMany({ where: { AND: [{ userId }, { id: { gt: last } }] }, select, orderBy: [{ id: 'asc' }], take: pageSize });
    for (const row of page) count.bytes += JSON.stringify(row).length;
    count.rows += page.length;
    endPage();
    if (page.length < pageSize) return count;
    last = page.at(-1)!.id;
  }
}

async function exportAs(format: 'json' | 'ndjson' | ExportFormat, userId: string): Promise<Count> {
  const count = { rows: 0, bytes: 0 };
  const stream = auth.exportUserDataStream(userId, {
    format,
    onProgress({ section, rows }) {
      if (section !== 'notes') return;
      count.rows = rows;
      endPage();
    },
  });
  for await (const chunk of stream as AsyncIterable<Uint8Array>) count.bytes += chunk.length;
  return count;
}

const readers: Record<Way, (userId: string) => Promise<Count>> = {
  'each row by itself': readPlainly,
  'export, JSON': (userId) => exportAs('json', userId),
  'export, NDJSON': (userId) => exportAs('ndjson', userId),
  'export, ZIP': (userId) => exportAs(zip(), userId),
};

await readers[way](small);
held = holds();
const heldBefore = held;
const idle = process.memoryUsage.rss();
let peak = idle;
const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
const start = performance.now();
const count = await readers[way](large);
const milliseconds = performance.now() - start;
clearInterval(sampling);
peak = Math.max(peak, process.memoryUsage.rss());
const outcome: Outcome = {
  ...count,
  milliseconds,
  sampledPeak: peak - idle,
  systemPeak: process.resourceUsage().maxRSS * 1024 - idle,
  heldPeak: held - heldBefore,
};
console.log(JSON.stringify(outcome));
await prisma.$disconnect();
