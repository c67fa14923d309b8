import type { Output } from '../../src/cli/output.js';
import { runMigrate } from '../../src/cli/commands/migrate/index.js';
import { nobody } from '../init/support/app.js';

/** When the commands of the tests run. What they write counts from here. */
const now = new Date('2026-11-28T23:30:00Z');

/** Thirty days later. */
export const until = '2026-12-28';

export function migrate(folder: string, args: readonly string[], terminal = nobody): Promise<Output> {
  return runMigrate([...args], folder, terminal, now);
}
