import type { SessionRow } from '../session/session.js';

/** The fields and columns of `prisma/session.prisma`, by the property of a session that each holds. */
export const fragmentNames: Readonly<Record<keyof SessionRow, string>> = {
  id: 'id',
  secretHash: 'secretHash',
  expirationDate: 'expirationDate',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
  authenticatedAt: 'authenticatedAt',
  remember: 'remember',
  ipAddress: 'ipAddress',
  userAgent: 'userAgent',
  attributes: 'attributes',
  pending: 'pending',
  previousId: 'previousId',
  previousHash: 'previousHash',
  previousUntil: 'previousUntil',
  userId: 'userId',
};
