/** How far the download of a user is, for the page that shows it. */
export interface DownloadProgress {
  state: 'running' | 'complete' | 'failed';
  /** How many notes were written as rows. */
  rows: number;
  /** How many were written as files. */
  files: number;
  /** How many of both there will be, unless notes come or go meanwhile. */
  total: number;
}

/** How long the end of a download is remembered. In milliseconds. */
const kept = 60_000;

interface Download {
  id: string;
  progress: DownloadProgress;
  /** Set when it has ended. In milliseconds since 1970. */
  endedAt?: number;
}

/** By user, since each has one at a time. In this process, as the downloads are. */
const downloads = new Map<string, Download>();

/**
 * Follows a download, under the id that the page gave it; a page without script gives none, and asks nothing.
 * One that is refused because another runs does not take its place.
 */
export function followDownload(userId: string, id: string, total: number): DownloadProgress {
  const progress: DownloadProgress = { state: 'running', rows: 0, files: 0, total };
  forgetEnded();
  if (id !== '' && downloads.get(userId)?.progress.state !== 'running') downloads.set(userId, { id, progress });
  return progress;
}

export function endDownload(userId: string, progress: DownloadProgress, state: 'complete' | 'failed'): void {
  progress.state = state;
  const download = downloads.get(userId);
  if (download?.progress === progress) download.endedAt = Date.now();
}

/** `null` for a download that is not known, or not yet. */
export function progressOf(userId: string, id: string): DownloadProgress | null {
  const download = downloads.get(userId);
  return download?.id === id ? download.progress : null;
}

/** Without a timer: in a Worker none outlives its request. */
function forgetEnded(): void {
  const now = Date.now();
  for (const [userId, { endedAt }] of downloads) {
    if (endedAt !== undefined && now - endedAt > kept) downloads.delete(userId);
  }
}
