import { sectionDescription } from '../../export/section-description.js';
import { assertSections } from '../../export/sections.js';
import { isObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import { hasModel } from './delegates.js';
import { member } from './member.js';
import { assertConditions } from './sections/conditions.js';

/** Sections as `prismaSections` makes them. */
export type EraseSections = { readonly [section: string]: (...args: never[]) => unknown };

/** A section whose rows go with the user. */
export interface EraseSection {
  name: string;
  model: string;
  /** The condition that finds the rows of a user. */
  where(userId: UserId): Record<string, unknown>;
  /** What the rows are changed to, or `null` if they are deleted. */
  data: Record<string, unknown> | null;
}

/**
 * The sections of the option `erase` that do not stay, in order.
 *
 * @throws TypeError naming the option and the section
 */
export function readEraseSections(prisma: object, sections: unknown): EraseSection[] {
  assertSections(sections, 'erase');
  return Object.entries((sections ?? {}) as EraseSections).flatMap(([name, section]): EraseSection[] => {
    const settings = (section as unknown as Record<symbol, unknown>)[sectionDescription];
    const [model, where, erase] = ['model', 'where', 'erase'].map((key) => member(settings, key));
    if (typeof model !== 'string' || typeof where !== 'function') {
      throw new TypeError(`"erase.${name}" option must be a section of prismaSections`);
    }
    if (!hasModel(prisma, model)) {
      throw new TypeError(`"erase.${name}" option must be of a model of the client, not "${model}"`);
    }
    if (typeof erase !== 'boolean' && !isObject(erase)) {
      throw new TypeError(`"erase.${name}" option must have true, false or an object as its "erase"`);
    }
    if (erase === false) return [];
    return [{ name, model, where: createWhere(name, where as (userId: UserId) => unknown), data: erase === true ? null : { ...erase } }];
  });
}

/** A condition that is undefined would find the rows of everybody. */
function createWhere(name: string, where: (userId: UserId) => unknown): EraseSection['where'] {
  return function whereOf(userId) {
    const conditions = where(userId);
    assertConditions(conditions, `erase.${name}.where`);
    return conditions;
  };
}
