import type { Session } from '../../../session/session.js';
import { browserOf } from './browser.js';
import { printable } from './printable.js';

const headings = ['id', 'created', 'last seen', 'expires', 'address', 'browser', 'remember'];

/** Sessions for a person to read, a line each; nothing of a token but its public half. */
export function printTable(sessions: readonly Session[], hasColour: boolean): string {
  const rows = sessions.map(({ id, createdAt, updatedAt, expirationDate, ipAddress, userAgent, remember }) => [
    printable(id),
    minuteOf(createdAt),
    minuteOf(updatedAt),
    minuteOf(expirationDate),
    printable(ipAddress ?? '-'),
    browserOf(userAgent),
    remember ? 'yes' : 'no',
  ]);
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd();
  const heading = line(headings);
  return [hasColour ? `\u001B[1m${heading}\u001B[0m` : heading, ...rows.map(line)].map((each) => `${each}\n`).join('');
}

/** In UTC, to the minute. */
function minuteOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
