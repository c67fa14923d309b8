import type { createDatabaseDirectory } from './example-server.js';

/** Gives a user so many notes, of 4,500 characters or of a few. */
export async function addNotes(
  database: Awaited<ReturnType<typeof createDatabaseDirectory>>,
  userId: string,
  count: number,
  length: 'long' | 'short' = 'long',
): Promise<void> {
  const rest = length === 'long' ? ` || char(10) || replace(hex(zeroblob(2250)), '0', 'x')` : '';
  await database.query(`
    WITH RECURSIVE "Number"("n") AS (SELECT 1 UNION ALL SELECT "n" + 1 FROM "Number" WHERE "n" < ${count})
    INSERT INTO "Note" ("id", "text", "createdAt", "userId")
    SELECT '${userId}-' || "n", 'Note ' || "n"${rest}, '2026-01-02T03:04:05.000+00:00', '${userId}'
    FROM "Number"`);
}
