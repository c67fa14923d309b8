import { prisma } from './database/client.js';

export const longestNote = 1000;

export interface Note {
  id: string;
  text: string;
}

/** The newest notes of a user. */
export function listNotes(userId: string): Promise<Note[]> {
  return prisma.note.findMany({
    where: { userId },
    select: { id: true, text: true },
    orderBy: { createdAt: 'desc' },
    take: 50,
  });
}

export async function addNote(userId: string, text: string): Promise<void> {
  await prisma.note.create({ data: { userId, text } });
}

/** Deletes a note if it is the user's. */
export async function deleteNote(userId: string, id: string): Promise<void> {
  await prisma.note.deleteMany({ where: { id, userId } });
}
