import { redact } from '../errors/redact.js';
import { SojournError } from '../errors/sojourn-error.js';
import type { JsonValue, UserId } from '../session/session.js';
import { assertNoCredentials } from './credentials.js';
import { toJson } from './json.js';
import type { ExportSections } from './sections.js';

/** "Download my data": plain JSON values throughout, ready for `JSON.stringify`. */
export interface UserData {
  format: 'sojourn.user-data/1';
  /** ISO 8601, UTC. */
  exportedAt: string;
  /** The fields of the user that the adapter was told to export. */
  user: { [field: string]: JsonValue };
  /** The live sessions, newest first; never a hash. */
  sessions: { [field: string]: JsonValue }[];
  /** A section of the app's own, from the `exports` option. */
  [section: string]: JsonValue;
}

/**
 * The document of one user: what the core knows of them, and the app's own sections.
 */
export async function createUserData<Id extends UserId>(
  userId: Id,
  exportedAt: Date,
  known: { user: object; sessions: object[] },
  sections: ExportSections<Id>,
  intended: readonly string[],
): Promise<UserData> {
  const gathered: Record<string, unknown> = { ...known };
  for (const name of Object.keys(sections)) gathered[name] = await readSection(sections, name, userId);
  const document = toJson(gathered, '') as { [key: string]: JsonValue };
  assertNoCredentials(document, intended);
  return { format: 'sojourn.user-data/1', exportedAt: exportedAt.toISOString(), ...document } as UserData;
}

/** All rows of a section; a failure names the section, and nothing of it comes out. */
async function readSection<Id extends UserId>(
  sections: ExportSections<Id>,
  name: string,
  userId: Id,
): Promise<unknown[]> {
  const rows: unknown[] = [];
  try {
    for await (const row of await sections[name]!(userId)) rows.push(row);
  } catch (cause) {
    throw new SojournError('ERR_EXPORT_SECTION', `The export section "${name}" failed`, { cause: redact(cause) });
  }
  return rows;
}
