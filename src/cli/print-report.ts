import { type DatabaseFacts, mostExpired } from '../doctor/database/facts.js';
import type { Problem, ProblemLevel } from '../doctor/report.js';

interface PrintedReport {
  problems: readonly Problem[];
  /** The files of the schema; empty without one. */
  files: readonly string[];
  database: DatabaseFacts | null;
}

const levels: readonly ProblemLevel[] = ['error', 'warning', 'note'];

/** Red, yellow and blue. */
const colours: Readonly<Record<ProblemLevel, number>> = { error: 31, warning: 33, note: 34 };

/** The report for a person to read: grouped by level, each problem with its place and remedy. */
export function printReport({ problems, files, database }: PrintedReport, hasColour: boolean): string {
  const paint = (text: string, code: number) => (hasColour ? `\u001B[${code}m${text}\u001B[0m` : text);
  const groups = levels
    .map((level) => ({ level, members: problems.filter((problem) => problem.level === level) }))
    .filter(({ members }) => members.length > 0);
  const count = (level: ProblemLevel, { length }: readonly Problem[]) => `${length} ${level}${length === 1 ? '' : 's'}`;
  const blocks = groups.map(({ level, members }) => {
    const lines = members.map((problem) => `${headOf(problem)} [${problem.code}]\n    ${problem.remedy}\n`);
    return `${paint(count(level, members), colours[level])}\n\n${lines.map((line) => `  ${line}`).join('')}\n`;
  });
  const summary =
    groups.length === 0 ? 'No problems' : groups.map(({ level, members }) => count(level, members)).join(', ');
  const place = files.length === 0 ? '' : ` in ${files.join(', ')}`;
  return `${blocks.join('')}${database ? `${describeDatabase(database)}\n` : ''}${summary}${place}\n`;
}

/** Such as: PostgreSQL answers in 2 ms, its clock is 0.01 s behind the app's, 37 sessions are past expiry and waiting for cleanup. */
function describeDatabase({ name, roundTrip, clockSkew, expiredSessions }: DatabaseFacts): string {
  const parts = [roundTrip === undefined ? `${name} answers` : `${name} answers in ${Math.max(1, Math.round(roundTrip))} ms`];
  if (clockSkew !== undefined) {
    parts.push(`its clock is ${(Math.abs(clockSkew) / 1000).toFixed(2)} s ${clockSkew > 0 ? 'behind' : 'ahead of'} the app's`);
  }
  if (expiredSessions !== undefined) {
    const isOne = expiredSessions === 1;
    const atLeast = expiredSessions === mostExpired ? 'at least ' : '';
    parts.push(`${atLeast}${expiredSessions} session${isOne ? ' is' : 's are'} past expiry and waiting for cleanup`);
  }
  return parts.join(', ');
}

function headOf({ file, line, model, field, message }: Problem): string {
  const place = file === undefined ? '' : `${file}:${line}  `;
  const subject = model === null ? '' : `${model}${field === undefined ? '' : `.${field}`}  `;
  return `${place}${subject}${message}`;
}
