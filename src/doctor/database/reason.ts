/** What a database said, in one line and without a password that a URL in it may hold. */
export function databaseReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split('\n').map((line) => line.trim());
  // Prisma says first which call it was, with a part of the source, and what went wrong last.
  const last = lines.filter((line) => line !== '').at(-1) ?? codeOf(error) ?? 'no reason given';
  const [, inner] = /\bMessage: `(.*)`$/.exec(last) ?? [];
  return (inner ?? last).replaceAll(/\/\/[^\s/@]*@/g, '//');
}

/** Node's own error for several addresses that all failed has a code and no message. */
function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** How far an error is followed to its cause. */
const maxDepth = 5;

/** Whether the database answered, and has no such table or column. */
export function isNotMigrated(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth === maxDepth) return false;
  const { code, errno, kind, originalCode, message, meta, driverAdapterError, cause } = error as Record<string, unknown>;
  return (
    codes.includes(String(code)) ||
    codes.includes(String(originalCode)) ||
    kinds.includes(String(kind)) ||
    numbers.includes(Number(errno)) ||
    /\bno such (?:table|column)\b/.test(String(message)) ||
    [meta, driverAdapterError, cause].some((inner) => isNotMigrated(inner, depth + 1))
  );
}

/** Of Prisma, and of PostgreSQL. */
const codes: readonly string[] = ['P2021', 'P2022', '42P01', '42703', '3F000'];
/** Of the driver adapters. */
const kinds: readonly string[] = ['TableDoesNotExist', 'ColumnNotFound'];
/** Of MySQL: no such column, no such table. */
const numbers: readonly number[] = [1054, 1146];
