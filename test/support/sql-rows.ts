import type { SessionRow } from '../../src/index.js';
import { makeRow } from '../../src/testing/fixtures.js';

/** A row as the core would make it, for a user whose id is a string. */
export async function rowOf(userId: string, values: Partial<SessionRow> = {}): Promise<SessionRow<string>> {
  return { ...(await makeRow(userId, values)), userId };
}
