import { prismaSections } from 'sojourn/prisma';
import { prisma } from './client.js';

/** What a user has beside the account: exported with it, and erased with it. */
export const sections = prismaSections(prisma, {
  notes: {
    model: 'note',
    where: (userId) => ({ userId }),
    select: { id: true, text: true, createdAt: true },
  },
});
