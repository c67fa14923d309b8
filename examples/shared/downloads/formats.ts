import type { ExportFormat } from 'sojourn';
import { type ExportedFile, zip } from 'sojourn/zip';
import { type Note, readNotes } from '../notes.js';

/** `json` is for programs; `zip` has each note as a text file, too. */
export type FormatName = 'json' | 'zip';

/** Only what is listed: whatever else a form asks for is JSON. */
export function formatNameOf(name: string): FormatName {
  return name === 'zip' ? 'zip' : 'json';
}

/** @param onFile told of each file that a format has beside the document */
export function formatOf(name: FormatName, onFile: () => void): 'json' | ExportFormat {
  return name === 'zip' ? zip({ files: (userId: string) => noteFiles(userId, onFile) }) : 'json';
}

async function* noteFiles(userId: string, onFile: () => void): AsyncGenerator<ExportedFile> {
  for await (const note of readNotes(userId)) {
    yield { name: nameOf(note), content: `${note.text}\n`, modifiedAt: note.createdAt };
    onFile();
  }
}

/** The day and the first words. What is the same, or holds what a file system does not take, is mended by the format. */
function nameOf({ text, createdAt }: Note & { createdAt: Date }): string {
  const [firstLine = ''] = text.split('\n', 1);
  return `notes/${createdAt.toISOString().slice(0, 10)} ${[...firstLine.replaceAll('/', '-')].slice(0, 40).join('').trim()}.txt`;
}
