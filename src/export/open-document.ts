import type { Context } from '../auth/context.js';
import type { UserDataSetup } from '../auth/user-data.js';
import { SojournError } from '../errors/sojourn-error.js';
import { list } from '../management/management.js';
import { assertUserId } from '../session/arguments.js';
import type { JsonObject, UserId } from '../session/session.js';
import type { ExportDocument, ExportProgress, ExportedSection } from './document.js';
import { readSection } from './read-section.js';
import type { ExportSection } from './sections.js';
import { createStopper } from './stopper.js';
import { createToJson } from './to-json.js';

interface DocumentOptions {
  /** Any of them stops the export. */
  signals: AbortSignal[];
  onProgress?: ((progress: ExportProgress) => unknown) | undefined;
}

/**
 * Reads the user, and gives the document whose sections are read as they are asked for, one after the
 * other. Whether the user is still there is asked again at the end: a document of which a part was deleted
 * meanwhile is no document.
 */
export async function openDocument<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  { exports: sections = {}, intendedExports: intended = [] }: UserDataSetup<Id>,
  userId: Id,
  { signals, onProgress }: DocumentOptions,
): Promise<ExportDocument> {
  assertUserId(userId, 'userId');
  const exportedAt = context.now();
  // One of its own: a signal that lives as long as the app must not gather listeners.
  const signal = AbortSignal.any(signals);
  const stopper = createStopper(signal);
  const toJson = createToJson(intended);

  async function readUser(whenGone: string): Promise<object> {
    signal.throwIfAborted();
    const read = context.storage('exportUserData', () => context.adapter.readUserRecord(userId));
    const user = await stopper.wait(read);
    if (!user) throw new SojournError('ERR_USER_NOT_FOUND', whenGone);
    return user;
  }

  /** What listens is a bystander: what it throws must not undo the export. */
  function report(progress: ExportProgress): void {
    if (onProgress) new Promise((resolve) => resolve(onProgress(progress))).catch(() => {});
  }

  async function* readSections(): AsyncGenerator<ExportedSection, void> {
    const sessions = await stopper.wait(list(context, userId));
    for (const [name, section] of Object.entries<ExportSection<Id>>({ sessions: () => sessions, ...sections })) {
      yield readSection({ name, section, userId, stopper, toJson, report });
    }
    await readUser('The user was deleted during the export');
  }

  // The names of sections are keys of the document too.
  toJson.value(Object.fromEntries(Object.keys(sections).map((name) => [name, null])), '');
  const user = toJson.value(await readUser('There is no user with this id'), 'user') as JsonObject;
  return { format: 'sojourn.user-data/1', exportedAt: exportedAt.toISOString(), userId, user, sections: readSections(), signal };
}
