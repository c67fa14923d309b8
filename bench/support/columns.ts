/** The columns of a session, in the order of the fragment. */
export const columns: readonly string[] = [
  'id',
  'secretHash',
  'expirationDate',
  'createdAt',
  'updatedAt',
  'authenticatedAt',
  'remember',
  'ipAddress',
  'userAgent',
  'attributes',
  'pending',
  'previousId',
  'previousHash',
  'previousUntil',
  'userId',
];
