import { appSchema, edit, fragment, note } from '../app-schema.js';
import { describedAuth, section } from '../described-auth.js';

export const auth = describedAuth();
export const withNotes = describedAuth({ notes: section('note') });
export const related = 'fields: [userId], references: [id]';

/** A note with something said about the relation to its user. */
export function noteWith(settings: string, { mark = '', comment = '' } = {}): string {
  return appSchema({
    user: 'notes Note[]',
    models: `
${comment}
model Note {
  id     String @id
  user   User${mark} @relation(${related}${settings})
  userId String${mark}
  @@index([userId])
}`,
  });
}

/** Notes with attachments, which lead to the user over their note. */
export const attachments = {
  user: 'notes Note[]',
  models: `${edit(note.models, ['user   User', 'attachments Attachment[]\n  user   User'])}
model Attachment {
  id     String @id
  note   Note   @relation(fields: [noteId], references: [id], onDelete: Cascade)
  noteId String
  @@index([noteId])
}`,
};

/** Many to many with the user. */
export const tags = { user: 'tags Tag[]', models: 'model Tag {\n  id String @id\n  users User[]\n}' };

/** An app whose session model differs from the fragment in one part. */
export const sessionWith = (from: string, to: string) => appSchema({ session: edit(fragment, [from, to]) });
