import type { Problem, ProblemLevel, Report } from '../doctor/report.js';

const levels: readonly ProblemLevel[] = ['error', 'warning', 'note'];

/** Red, yellow and blue. */
const colours: Readonly<Record<ProblemLevel, number>> = { error: 31, warning: 33, note: 34 };

/** The report for a person to read: grouped by level, each problem with its place and remedy. */
export function printReport({ problems }: Report, files: readonly string[], hasColour: boolean): string {
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
  return `${blocks.join('')}${summary} in ${files.join(', ')}\n`;
}

function headOf({ file, line, model, field, message }: Problem): string {
  const place = file === undefined ? '' : `${file}:${line}  `;
  const subject = model === null ? '' : `${model}${field === undefined ? '' : `.${field}`}  `;
  return `${place}${subject}${message}`;
}
