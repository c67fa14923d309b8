import { assertObject } from '../session/arguments.js';
import type { UserId } from '../session/session.js';

/** Gives the rows of one section for one user: an array, an async iterable, or a promise of either. */
export type ExportSection<Id extends UserId = UserId> = (
  userId: Id,
) => Iterable<unknown> | AsyncIterable<unknown> | Promise<Iterable<unknown> | AsyncIterable<unknown>>;

export type ExportSections<Id extends UserId = UserId> = { readonly [section: string]: ExportSection<Id> };

const reserved = ['format', 'exportedAt', 'user', 'sessions', '__proto__'];

export function assertExportOptions(exports: unknown, intendedExports: unknown): void {
  if (exports !== undefined) {
    assertObject(exports, 'exports');
    for (const [name, section] of Object.entries(exports)) {
      if (reserved.includes(name)) throw new TypeError(`"exports.${name}" option must have another name: that one is taken`);
      if (typeof section !== 'function') throw new TypeError(`"exports.${name}" option must be a function of the user id`);
    }
  }
  if (intendedExports === undefined) return;
  if (!Array.isArray(intendedExports) || !intendedExports.every((path) => typeof path === 'string')) {
    throw new TypeError('"intendedExports" option must be an array of paths such as \'notes[].secretSanta\'');
  }
}
