import type { Population } from '../../support/rows.js';
import type { Subject } from '../libraries/subject.js';

/** What could not be measured, and why. */
export interface Missing {
  name: string;
  reason: string;
}

export interface OpenGroup {
  /** The first is what the others are compared with. */
  subjects: Subject[];
  missing: Missing[];
  /** Whether each is measured by itself in a round, since calls of microseconds feel what ran before them. Default: call by call in turn. */
  isApart?: boolean;
  /** What the app does between two turns of calls. */
  between?(): Promise<unknown>;
  /** How many statements, or commands, go to the database meanwhile; only of a group that counts them. */
  statementsDuring(act: () => Promise<unknown>): Promise<number>;
  close(): Promise<unknown>;
}

/** Subjects on the same database by the same way, measured side by side. */
export interface Group {
  name: string;
  /** @param logged whether statements are counted, which takes time */
  open(logged: boolean): Promise<OpenGroup>;
}

/** A database with rows, ready to be measured. */
export interface Place {
  /** What is compared there, with its version. */
  server: string;
  population: Population;
  groups: readonly Group[];
  missing: readonly Missing[];
  /** Brings the planner's statistics up to date, where they are measured with and without. */
  analyze?(): Promise<unknown>;
  close(): Promise<unknown>;
}
