import { sqlAdapter } from '../../src/adapters/sql/index.js';
import { openLibsql } from '../support/sql-databases.js';
import { type Names, plainNames, quoteName, tableOptions, tableStatements } from '../support/sql-tables.mjs';

/** Both tables in an SQLite file, with the SQL adapter over it and a second way in; user ids are numbers. */
export async function openSqlStore(names: Names = plainNames) {
  const { query, connect, close } = await openLibsql();
  for (const statement of tableStatements({ dialect: 'sqlite', idType: 'number', names })) await query(statement);
  const quote = (name: string) => quoteName('sqlite', name);
  const users = quote(names.userTable);
  const key = quote(names.userIdColumn);
  return {
    adapter: sqlAdapter<{ id: number }, number>({
      ...tableOptions({ idType: 'number', names }),
      dialect: 'sqlite',
      execute: connect(),
      userIdType: 'number',
      userColumns: { id: names.userIdColumn },
    }),
    query,
    close,
    createUser: (id: number) => query(`INSERT INTO ${users} (${key}, email) VALUES (?, ?)`, id, `${id}@example.com`),
    deleteUser: (id: number) => query(`DELETE FROM ${users} WHERE ${key} = ?`, id),
    readSessions: () => query(`SELECT * FROM ${quote(names.sessionTable)}`),
    deleteSessions: () => query(`DELETE FROM ${quote(names.sessionTable)}`),
  };
}
