import { sectionDescription } from '../export/section-description.js';
import { assertObject, isObject } from '../session/arguments.js';
import { fragmentNames } from '../storage/fragment.js';
import { entriesOf, member, nameFrom, namesFrom } from './members.js';

/** What the app's auth says of its adapter and sections, as far as it says anything. */
export interface Description {
  /** Without an auth nothing is known of what is exported. */
  isGiven: boolean;
  /** Whether the sessions are known to live in the Prisma schema. */
  isPrisma: boolean;
  sessionModel: string;
  userModel: string;
  userRelation: string;
  userIdField: string;
  /** The session model's name of each field of the fragment. */
  fields: Readonly<Record<string, string>>;
  /** Attributes in fields of their own. */
  columns: readonly string[];
  /** The `select` of the user that is exported. */
  exportSelect: unknown;
  /** Every section by name; `null` for one that does not say what it reads. */
  sections: ReadonlyMap<string, Section | null>;
  /** The sections that the adapter deletes or anonymises when it erases a user. */
  erased: readonly Section[];
}

/** A section of `prismaSections`. */
export interface Section {
  /** As the client names it. */
  model: string;
  select: unknown;
  /** true: its rows are deleted on erasure; an object: they are updated; false: they stay. */
  erase: boolean | object;
}

/**
 * @throws TypeError if an auth is given that is none
 */
export function describe(auth: unknown): Description {
  if (auth !== undefined) assertObject(auth, 'auth');
  const own = member(auth, '~description');
  if (auth !== undefined && own === undefined) throw new TypeError('"auth" must be what createAuth gave');
  const given = member(own, 'adapter');
  const adapter = member(given, '~description') ?? given;
  const isPrisma = member(adapter, 'kind') === 'prisma';
  const known = isPrisma ? adapter : undefined;
  return {
    isGiven: auth !== undefined,
    isPrisma,
    sessionModel: nameFrom(known, 'sessionModel') ?? 'Session',
    userModel: nameFrom(known, 'userModel') ?? 'User',
    userRelation: nameFrom(known, 'userRelation') ?? 'user',
    userIdField: nameFrom(known, 'userIdField') ?? 'id',
    fields: { ...fragmentNames, ...namesFrom(member(known, 'fields')) },
    columns: listFrom(member(known, 'columns')),
    exportSelect: member(known, 'exportSelect'),
    sections: new Map(entriesOf(member(own, 'exports')).map(([name, section]) => [name, readSection(section)])),
    erased: entriesOf(member(known, 'erase'))
      .flatMap(([, section]) => readSection(section) ?? [])
      .filter(({ erase }) => erase !== false),
  };
}

function readSection(section: unknown): Section | null {
  const own: unknown = typeof section === 'function' ? Reflect.get(section, sectionDescription) : undefined;
  const model = nameFrom(own, 'model');
  if (model === undefined) return null;
  const erase = member(own, 'erase');
  return { model, select: member(own, 'select'), erase: erase === false || isObject(erase) ? erase : true };
}

function listFrom(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
