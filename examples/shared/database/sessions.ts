import { prismaAdapter } from 'sojourn/prisma';
import { prisma } from './client.js';
import { sections } from './sections.js';

/** Keeps the sessions, beside the users and by the same client. */
export const adapter = prismaAdapter(prisma, {
  userSelect: { id: true, email: true, name: true },
  exportSelect: { id: true, email: true, name: true, createdAt: true },
  erase: sections,
});
