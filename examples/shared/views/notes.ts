import { type Note, longestNote } from '../notes.js';
import { errorSummary } from './fields.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface NotesPage {
  user: { name: string; email: string };
  notes: Note[];
  notice?: string | undefined;
  error?: string;
  draft?: string;
}

/** The home page of a user. */
export function notesView({ user, notes, notice, error, draft = '' }: NotesPage): Html {
  return layout(
    { title: error ? 'Error: Your notes' : 'Your notes', user, notice },
    html`<h1>Hello, ${user.name}</h1>
<p class="lead">You are logged in as ${user.email}.</p>
${error && errorSummary({ text: error })}
<form method="post" action="/notes" class="card" novalidate>
  <div class="field">
    <label for="text">New note</label>
    <textarea id="text" name="text" rows="3" maxlength="${longestNote}" required
      aria-invalid="${error ? 'true' : 'false'}">${draft}</textarea>
  </div>
  <button class="primary">Add note</button>
</form>
<h2>Your notes</h2>
${notes.length === 0 ? html`<p class="hint">Nothing yet.</p>` : html`<ul class="list">${notes.map(noteItem)}</ul>`}`,
  );
}

function noteItem({ id, text }: Note): Html {
  return html`<li class="card row">
  <p class="note">${text}</p>
  <form method="post" action="/notes/delete">
    <input type="hidden" name="id" value="${id}">
    <button>Delete<span class="hidden"> the note “${text.slice(0, 40)}”</span></button>
  </form>
</li>`;
}
