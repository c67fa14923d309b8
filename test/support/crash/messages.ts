/** How much the process that is killed has to do, and how much of it at once. */
export const operationCount = 10_000;
export const inFlight = 20;

/** What the process works on. */
export interface Job {
  storage: 'prisma-postgresql' | 'sql-postgresql' | 'prisma-sqlite' | 'sql-sqlite';
  url: string;
  userId: string;
}

/** One line each. Said before an operation on a session that is there, and after it was acknowledged. */
export type Message =
  | { begin: 'renew' | 'rotate' | 'invalidate'; id: string; newId?: string }
  | { done: 'create'; id: string }
  | { done: 'renew'; id: string; expirationDate: number }
  | { done: 'rotate'; id: string; newId: string }
  | { done: 'invalidate'; id: string };
