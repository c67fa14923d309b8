import * as notes from '../notes.js';
import { notesView } from '../views/notes.js';
import { page, redirect } from '../web/answers.js';
import { text } from '../web/visit.js';
import { signedIn } from './signed-in.js';

export const addNote = signedIn(async ({ current: { user }, form }) => {
  // Browsers send each line break as two characters, and count it as one towards maxlength.
  const draft = text(form, 'text').replaceAll('\r\n', '\n').trim();
  const error = check(draft);
  if (error) return page(notesView({ user, draft, error, notes: await notes.listNotes(user.id) }), 422);
  await notes.addNote(user.id, draft);
  return redirect('/', 'note-added');
});

export const deleteNote = signedIn(async ({ current: { user }, form }) => {
  await notes.deleteNote(user.id, text(form, 'id'));
  return redirect('/', 'note-deleted');
});

function check(draft: string): string | null {
  if (draft === '') return 'Write something first';
  return draft.length > notes.longestNote ? `Write at most ${notes.longestNote} characters` : null;
}
