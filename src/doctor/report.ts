/** What is wrong, each explained in `docs/doctor.md`. */
export type ProblemCode =
  | 'auth-not-given'
  | 'blocks-erasure'
  | 'cleanup-overdue'
  | 'client-not-generated'
  | 'client-outdated'
  | 'clock-skew'
  | 'cookie-over-http'
  | 'database-index-missing'
  | 'database-not-asked'
  | 'database-not-migrated'
  | 'database-unreachable'
  | 'deleted-despite-keep'
  | 'erases-others'
  | 'exclusion-without-reason'
  | 'foreign-keys-off'
  | 'fragment-drift'
  | 'generator-engine'
  | 'insecure-cookie'
  | 'missing-index'
  | 'no-relation'
  | 'no-session-model'
  | 'no-user-model'
  | 'not-exported'
  | 'prisma-version'
  | 'shared-with-others'
  | 'survives-erasure'
  | 'unindexed-reference'
  | 'unknown-model'
  | 'unknown-section';

/**
 * `error`: data is forgotten, erasure fails, or sessions do not work. `warning`: most likely a mistake, or
 * slow. `note`: to be known, and no more.
 */
export type ProblemLevel = 'error' | 'warning' | 'note';

export interface Problem {
  code: ProblemCode;
  level: ProblemLevel;
  /** As the schema names it; `null` where it concerns no one model. */
  model: string | null;
  field?: string;
  /** What is the matter, in a sentence. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** As the key in `schema`; absent where the schema was given as one text. */
  file?: string;
  /** Of the field, else of the model; from 1. */
  line?: number;
}

export interface Report {
  /** By level, errors first, then by file, line and code. */
  problems: Problem[];
}

const levels: readonly ProblemLevel[] = ['error', 'warning', 'note'];

export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      levels.indexOf(a.level) - levels.indexOf(b.level) ||
      compare(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
}

/** By code units, so that the order is the same everywhere. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
