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

/** How many notes a user has. */
export function countNotes(userId: string): Promise<number> {
  return prisma.note.count({ where: { userId } });
}

/** All notes of a user, a page in memory at a time. */
export async function* readNotes(userId: string): AsyncGenerator<Note & { createdAt: Date }> {
  const take = 1000;
  for (let after = ''; ; ) {
    const page = await prisma.note.findMany({
      where: { userId, id: { gt: after } },
      select: { id: true, text: true, createdAt: true },
      orderBy: { id: 'asc' },
      take,
    });
    yield* page;
    if (page.length < take) return;
    after = page.at(-1)!.id;
  }
}

export async function addNote(userId: string, text: string): Promise<void> {
  await prisma.note.create({ data: { userId, text } });
}

/** Deletes a note if it is the user's. */
export async function deleteNote(userId: string, id: string): Promise<void> {
  await prisma.note.deleteMany({ where: { id, userId } });
}
