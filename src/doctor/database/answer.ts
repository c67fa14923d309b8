import type { Problem } from '../report.js';
import type { DatabaseFacts } from './facts.js';

/** What one question found out. */
export interface Answer {
  problems?: readonly Problem[];
  facts?: Partial<DatabaseFacts>;
}

/** The clock that the app gave to its auth. */
export type Now = () => Date;
