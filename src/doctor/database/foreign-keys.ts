import type { Answer } from './answer.js';
import type { Connection } from './connection.js';

/** SQLite enforces foreign keys only on connections that ask for it. */
export async function checkForeignKeys({ dialect, ask }: Connection): Promise<Answer> {
  if (dialect !== 'sqlite') return {};
  const [row] = await ask('PRAGMA foreign_keys');
  if (Number(row?.foreign_keys) === 1) return {};
  return {
    problems: [
      {
        code: 'foreign-keys-off',
        level: 'error',
        model: null,
        message: 'SQLite does not enforce foreign keys on this connection, so sessions and data outlive a deleted user',
        remedy: 'run PRAGMA foreign_keys = ON on every new connection, before anything else',
      },
    ],
  };
}
