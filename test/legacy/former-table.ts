import type { UserId } from '../../src/index.js';
import type { LegacyRow, LegacyRows } from '../../src/legacy/index.js';

/** A table of a former library in memory, with what was asked of it on record. */
export class FormerTable implements LegacyRows {
  readonly calls: string[] = [];
  readonly #rows = new Map<string, LegacyRow>();

  constructor(readonly key: string) {}

  add(row: LegacyRow): void {
    this.#rows.set(String(row[this.key]), row);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  async find(key: string): Promise<LegacyRow | null> {
    this.calls.push('find');
    return this.#rows.get(key) ?? null;
  }

  async remove(key: string): Promise<boolean> {
    this.calls.push('remove');
    return this.#rows.delete(key);
  }

  async removeOfUser(userId: UserId): Promise<number> {
    this.calls.push('removeOfUser');
    const own = [...this.#rows].filter(([, row]) => row.userId === userId);
    for (const [key] of own) this.#rows.delete(key);
    return own.length;
  }
}
