import { createAuth } from 'sojourn';
import { prismaAdapter } from 'sojourn/prisma';
import { prisma } from './database/client.js';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

export const auth = createAuth({
  adapter: prismaAdapter(prisma, {
    userSelect: { id: true, email: true, name: true },
    exportSelect: { id: true, email: true, name: true, createdAt: true },
  }),
  // The default but for renewEvery, which makes "last seen" exact to five minutes.
  lifetime: { idle: 7 * day, absolute: 30 * day, renewEvery: 5 * minute },
  unremembered: { idle: 12 * hour, absolute: 24 * hour, renewEvery: 5 * minute },
  // Chromium and Firefox take secure cookies from http://localhost; Safari and curl do not.
  cookie: { secure: process.env.NODE_ENV === 'production' },
  exports: {
    notes: (userId) =>
      prisma.note.findMany({
        where: { userId },
        select: { id: true, text: true, createdAt: true },
        orderBy: { createdAt: 'desc' },
      }),
  },
  onEvent(event) {
    // Nobody waits for a renewal or a cleanup, so this is the only sign; other failures reach their caller.
    if (event.type !== 'storage.failed') return;
    const { operation, error } = event;
    if (operation === 'renewSession' || operation === 'deleteExpiredSessions') console.error(error.message, error.cause);
  },
});

/** Who is asking, with their session; `null` for a visitor who is not logged in. */
export type Current = Awaited<ReturnType<typeof auth.validateSession>>;
