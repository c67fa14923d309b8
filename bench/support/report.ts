import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import type { Ratio } from './statistics.js';

/** What a script prints, kept for `--out`. */
export class Report {
  readonly #lines: string[] = [];

  line(text = ''): void {
    console.log(text);
    this.#lines.push(text);
  }

  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    this.line(`| ${head.join(' | ')} |`);
    this.line(`|${head.map((_, index) => (index === 0 ? '---' : '--:')).join('|')}|`);
    for (const row of rows) this.line(`| ${row.join(' | ')} |`);
    this.line();
  }

  /** What the figures depend on. */
  circumstances(...more: string[]): void {
    const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
    this.line([`Node ${process.versions.node}`, `${cpus().length} cores`, memory, ...more].join(', ') + '.');
    this.line();
  }

  save(file: string | undefined): void {
    if (file === undefined) return;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${this.#lines.join('\n').trimEnd()}\n`);
  }
}

export function formatRatio({ value, low, high }: Ratio): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

export function formatTime(microseconds: number): string {
  if (microseconds < 10) return `${microseconds.toFixed(1)} µs`;
  return microseconds < 10_000 ? `${microseconds.toFixed(0)} µs` : `${(microseconds / 1000).toFixed(1)} ms`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}

export function formatBytes(bytes: number): string {
  return bytes < 100_000 ? `${bytes.toFixed(0)} B` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function formatPart(part: number | null): string {
  return part === null ? 'unknown' : `${(part * 100).toFixed(0)} %`;
}
