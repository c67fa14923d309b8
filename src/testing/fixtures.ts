import { createToken, newId } from '../session/token.js';
import type { SessionRow, UserId } from '../session/session.js';
import type { Kit } from './harness.js';

/** The moment at which the cases play; with odd milliseconds, to see that they are kept. */
export const noon = new Date('2031-05-17T12:00:00.123Z');

export function after(milliseconds: number, date: Date = noon): Date {
  return new Date(date.getTime() + milliseconds);
}

/** A row as the core would make it at noon, alive for an hour. */
export async function makeRow(userId: UserId, values: Partial<SessionRow> = {}): Promise<SessionRow> {
  const { id, secretHash } = await createToken();
  return {
    id,
    secretHash,
    userId,
    createdAt: noon,
    updatedAt: noon,
    authenticatedAt: noon,
    expirationDate: after(3_600_000),
    remember: true,
    ipAddress: '2001:db8::1',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    attributes: {},
    pending: null,
    previousId: null,
    previousHash: null,
    previousUntil: null,
    ...values,
  };
}

/** Stores a row for a new user, or the user given. */
export async function insertRow(kit: Kit, values: Partial<SessionRow> = {}): Promise<SessionRow> {
  const row = await makeRow(values.userId ?? (await kit.createUser()), values);
  const outcome = await kit.adapter.insertSession(row);
  if (outcome !== 'inserted') throw new Error(`insertSession answered ${outcome}`);
  return row;
}

/** An id that names no session. */
export function unusedId(): string {
  return newId();
}
