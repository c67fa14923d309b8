import { type SqlDialect, dialectOf } from '../../adapters/sql/dialect.js';
import type { Answer } from './answer.js';
import type { Connection, Row, SessionTable } from './connection.js';

/** How to ask for the first column of each index of a table that holds all its rows. */
const askers: Readonly<Record<SqlDialect, (ask: Connection['ask'], path: readonly string[]) => Promise<readonly Row[]>>> = {
  sqlite: (ask, path) =>
    ask(
      `SELECT info.name AS value FROM pragma_index_list(?) AS list JOIN pragma_index_info(list.name) AS info
      WHERE info.seqno = 0 AND list.partial = 0`,
      path.at(-1)!,
    ),
  postgresql: (ask, path) =>
    ask(
      `SELECT a.attname::text AS value FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = to_regclass(CAST($1 AS text)) AND i.indisvalid AND i.indpred IS NULL`,
      path.map(dialectOf('postgresql', 'iso8601').quote).join('.'),
    ),
  mysql: (ask, path) =>
    ask(
      `SELECT COLUMN_NAME AS value FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = COALESCE(NULLIF(?, ''), DATABASE()) AND TABLE_NAME = ? AND SEQ_IN_INDEX = 1`,
      path.length > 1 ? path[0]! : '',
      path.at(-1)!,
    ),
};

const uses: Readonly<Record<keyof SessionTable['columns'], string>> = {
  userId: 'to list and end the sessions of a user',
  expirationDate: 'to remove dead sessions',
};

/** The schema may name indexes that the database never got. */
export async function checkIndexes({ dialect, ask, table }: Connection): Promise<Answer> {
  if (!dialect || !table) return {};
  const rows = await askers[dialect](ask, table.path);
  const first = rows.map(({ value }) => value);
  const missing = (Object.keys(uses) as (keyof typeof uses)[]).filter((property) => !first.includes(table.columns[property]));
  return {
    problems: missing.map((property) => ({
      code: 'database-index-missing',
      level: 'warning',
      model: null,
      message: `In the database no index begins with ${table.path.at(-1)}.${table.columns[property]}; the whole table is read ${uses[property]}`,
      remedy: 'run npx prisma migrate deploy, or create the index as in docs/sql.md',
    })),
  };
}
