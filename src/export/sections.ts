import type { Signal } from '../platform/web-types.js';
import { assertObject } from '../session/arguments.js';
import type { UserId } from '../session/session.js';

/** Gives the rows of one section for one user: an array, an async iterable, or a promise of either. */
export type ExportSection<Id extends UserId = UserId> = (
  userId: Id,
  context: ExportContext,
) => Iterable<unknown> | AsyncIterable<unknown> | Promise<Iterable<unknown> | AsyncIterable<unknown>>;

export interface ExportContext {
  /** Aborted when nobody wants the export any more: hand it to what takes long. */
  signal: Signal;
}

export type ExportSections<Id extends UserId = UserId> = { readonly [section: string]: ExportSection<Id> };

const reserved = ['format', 'exportedAt', 'user', 'sessions', '__proto__'];

/** Throws unless each property is a function under a name that is free. */
export function assertSections(sections: unknown, option: string): void {
  if (sections === undefined) return;
  assertObject(sections, option);
  for (const [name, section] of Object.entries(sections)) {
    if (reserved.includes(name)) throw new TypeError(`"${option}.${name}" option must have another name: that one is taken`);
    if (typeof section !== 'function') throw new TypeError(`"${option}.${name}" option must be a function of the user id`);
  }
}

export function assertIntendedExports(paths: unknown): void {
  if (paths === undefined || (Array.isArray(paths) && paths.every((path) => typeof path === 'string'))) return;
  throw new TypeError('"intendedExports" option must be an array of paths such as \'notes[].secretSanta\'');
}
