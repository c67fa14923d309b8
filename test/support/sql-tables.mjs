/**
 * The tables of the SQL tests: the one place that says them, for every dialect, type of user id and choice
 * of names. Plain JavaScript, so that any runtime can load it.
 *
 * @typedef {'sqlite' | 'postgresql' | 'mysql'} Dialect
 * @typedef {'string' | 'number' | 'bigint' | 'uuid'} IdType
 * @typedef {'id' | 'secretHash' | 'expirationDate' | 'createdAt' | 'updatedAt' | 'authenticatedAt' | 'remember'
 *   | 'ipAddress' | 'userAgent' | 'attributes' | 'pending' | 'previousId' | 'previousHash' | 'previousUntil' | 'userId'} SessionProperty
 * @typedef {object} Names
 * @property {string} sessionTable
 * @property {string} userTable
 * @property {string} userIdColumn
 * @property {Record<SessionProperty, string>} columns
 */

/** The names of the fragment. @type {Names} */
export const plainNames = {
  sessionTable: 'Session',
  userTable: 'User',
  userIdColumn: 'id',
  columns: {
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
  },
};

/** Names that no statement survives unless each is quoted, with its own quotes doubled. @type {Names} */
export const awkwardNames = {
  sessionTable: 'my "table" of `logins`',
  userTable: `It's; DROP TABLE "User"; --`,
  userIdColumn: 'Account No?',
  columns: {
    id: 'select',
    secretHash: 'Secret $1 Hash',
    expirationDate: 'expires_at',
    createdAt: 'EXPIRES_AT_2',
    updatedAt: 'wann "zuletzt"',
    authenticatedAt: 'wo `auch` immer',
    remember: 'from',
    ipAddress: '?',
    userAgent: ':agent',
    attributes: '@attributes',
    pending: 'pending\\',
    previousId: 'order by',
    previousHash: 'previous/*hash*/',
    previousUntil: ';until',
    userId: '北京',
  },
};

/**
 * @param {Dialect} dialect
 * @param {string} name
 */
export function quoteName(dialect, name) {
  const quote = dialect === 'mysql' ? '`' : '"';
  return quote + name.replaceAll(quote, quote + quote) + quote;
}

const types = {
  sqlite: { text: 'TEXT', date: 'DATETIME', boolean: 'BOOLEAN', json: 'JSONB', number: 'INTEGER', bigint: 'BIGINT', uuid: 'TEXT' },
  postgresql: { text: 'TEXT', date: 'TIMESTAMP(3)', boolean: 'BOOLEAN', json: 'JSONB', number: 'INTEGER', bigint: 'BIGINT', uuid: 'UUID' },
  mysql: {
    text: 'VARCHAR(191)',
    date: 'DATETIME(3)',
    boolean: 'BOOLEAN',
    json: 'JSON',
    number: 'INTEGER',
    bigint: 'BIGINT',
    uuid: 'VARCHAR(191)',
  },
};

/**
 * The statements that make both tables, as Prisma migrates them from the fragment.
 *
 * @param {{ dialect: Dialect, idType: IdType, names: Names }} settings
 * @returns {string[]}
 */
export function tableStatements({ dialect, idType, names: { sessionTable, userTable, userIdColumn, columns } }) {
  const type = types[dialect];
  const quote = (/** @type {string} */ name) => quoteName(dialect, name);
  const userId = idType === 'string' ? type.text : type[idType];
  const options = dialect === 'mysql' ? ' DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci' : '';
  return [
    `CREATE TABLE ${quote(userTable)} (${quote(userIdColumn)} ${userId} NOT NULL PRIMARY KEY, email ${type.text} NOT NULL UNIQUE)${options}`,
    `CREATE TABLE ${quote(sessionTable)} (
      ${quote(columns.id)} ${type.text} NOT NULL PRIMARY KEY,
      ${quote(columns.secretHash)} ${type.text} NOT NULL,
      ${quote(columns.expirationDate)} ${type.date} NOT NULL,
      ${quote(columns.createdAt)} ${type.date} NOT NULL,
      ${quote(columns.updatedAt)} ${type.date} NOT NULL,
      ${quote(columns.authenticatedAt)} ${type.date} NOT NULL,
      ${quote(columns.remember)} ${type.boolean} NOT NULL,
      ${quote(columns.ipAddress)} ${type.text},
      ${quote(columns.userAgent)} ${type.text},
      ${quote(columns.attributes)} ${type.json} NOT NULL,
      ${quote(columns.pending)} ${type.text},
      ${quote(columns.previousId)} ${type.text},
      ${quote(columns.previousHash)} ${type.text},
      ${quote(columns.previousUntil)} ${type.date},
      ${quote(columns.userId)} ${userId} NOT NULL,
      FOREIGN KEY (${quote(columns.userId)}) REFERENCES ${quote(userTable)} (${quote(userIdColumn)}) ON DELETE CASCADE ON UPDATE CASCADE
    )${options}`,
    `CREATE INDEX sessions_of_user ON ${quote(sessionTable)} (${quote(columns.userId)})`,
    `CREATE INDEX sessions_by_expiration ON ${quote(sessionTable)} (${quote(columns.expirationDate)})`,
    `CREATE INDEX sessions_by_previous_id ON ${quote(sessionTable)} (${quote(columns.previousId)})`,
  ];
}

/**
 * The options of `sqlAdapter` that say these names and this type.
 *
 * @param {{ idType: IdType, names: Names }} settings
 */
export function tableOptions({ idType, names }) {
  const named = names === plainNames ? {} : names;
  return { ...named, userIdType: idType === 'uuid' ? /** @type {const} */ ('string') : idType };
}
