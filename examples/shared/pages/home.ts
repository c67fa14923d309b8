import { listNotes } from '../notes.js';
import { notesView } from '../views/notes.js';
import { welcomeView } from '../views/welcome.js';
import { type Answer, page } from '../web/answers.js';
import { noticeFor } from '../web/notices.js';
import { type Visit, text } from '../web/visit.js';

export async function home({ current, query }: Visit): Promise<Answer> {
  const notice = noticeFor(text(query, 'notice'));
  if (!current) return page(welcomeView(notice));
  const { user } = current;
  return page(notesView({ user, notice, notes: await listNotes(user.id) }));
}
