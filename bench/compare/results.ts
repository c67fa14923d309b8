import { formatCount } from '../support/report.js';
import type { Ratio } from '../support/statistics.js';
import type { DatabaseName } from './arguments.js';
import type { Bundle } from './bundles.js';
import type { Missing } from './groups/group.js';
import type { Kind } from './libraries/subject.js';
import type { Call } from './operations.js';

/** One call in one mode. */
interface Figure {
  /** Microseconds a call, one figure a round. */
  rounds: number[];
  median: number;
  /** As a multiple of the time of the group's first. */
  ratio: Ratio;
}

export interface SubjectResult {
  name: string;
  kind: Kind;
  outlives?: string;
  /** How many go to the database for a call. */
  statements: Record<Call, number>;
  /** Allocated by a call. */
  bytes: Record<Call, number>;
  /** By the name of the operation. */
  figures: Record<string, Figure>;
}

/** What was measured side by side. */
export interface GroupResult {
  database: DatabaseName;
  /** With its version. */
  server: string;
  rows: number;
  /** Whether the planner of SQLite had statistics; elsewhere it has, and nothing is said. */
  statistics?: boolean;
  name: string;
  /** The first is what the others are compared with. */
  subjects: SubjectResult[];
}

export interface Results {
  date: string;
  machine: { node: string; processor: string; cores: number; memory: string };
  versions: Record<string, string>;
  rounds: number;
  groups: GroupResult[];
  missing: Missing[];
  bundles: Bundle[];
}

/** Names the place and the way, such as "SQLite 3.45.1, 1,000 rows, with planner statistics: Prisma, @prisma/adapter-libsql". */
export function titleOf({ server, rows, statistics, name }: Pick<GroupResult, 'server' | 'rows' | 'statistics' | 'name'>): string {
  const planner = statistics === undefined ? '' : statistics ? ', with planner statistics' : ', without planner statistics';
  return `${server}, ${formatCount(rows)} rows${planner}: ${name}`;
}
