import { SojournError } from 'sojourn';
import { freshFor } from '../auth.js';
import { formatNameOf, formatOf } from '../downloads/formats.js';
import { endDownload, followDownload, progressOf } from '../downloads/progress.js';
import { countNotes } from '../notes.js';
import { record } from '../server/log.js';
import { downloadRunningView } from '../views/download-running.js';
import { json, page } from '../web/answers.js';
import { failure } from '../web/failures.js';
import { text } from '../web/visit.js';
import { recentlySignedIn, signedIn } from './signed-in.js';

export const exportData = recentlySignedIn('account', async ({ current, form, ipAddress, sendUserData }) => {
  const { user, session } = current;
  const formatName = formatNameOf(text(form, 'format'));
  const total = (await countNotes(user.id)) * (formatName === 'zip' ? 2 : 1);
  const progress = followDownload(user.id, text(form, 'id'), total);

  /** Waits for the end of the download, and notes how it ended. */
  async function watch(sent: Promise<boolean>): Promise<void> {
    const isComplete = await sent.catch((error: unknown) => {
      endDownload(user.id, progress, 'failed');
      throw error;
    });
    endDownload(user.id, progress, isComplete ? 'complete' : 'failed');
    if (!isComplete) record('download.broken-off', { userId: user.id, sessionId: session.id, ipAddress });
  }

  try {
    const { answer, sent } = await sendUserData({
      format: formatOf(formatName, () => progress.files++),
      maxAge: freshFor,
      onProgress({ section, rows }) {
        if (section === 'notes') progress.rows = rows;
      },
    });
    const watching = watch(sent);
    if (!answer) await watching;
    else watching.catch(failure);
    return answer;
  } catch (error) {
    endDownload(user.id, progress, 'failed');
    if (!(error instanceof SojournError) || error.code !== 'ERR_EXPORT_RUNNING') throw error;
    return page(downloadRunningView({ user }), 429);
  }
});

/** For the script of the account page. */
export const exportProgress = signedIn(async ({ current: { user }, query }) => json(progressOf(user.id, text(query, 'id'))));
