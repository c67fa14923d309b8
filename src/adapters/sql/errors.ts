import type { SqlDialect } from './dialect.js';

/** What a database may say of a statement that is of interest here. */
export type Refusal =
  /** A row with the same key is there: of the primary key, or of another constraint. */
  | 'unique'
  /** The row refers to one that is not there, or one that is to go is still referred to. */
  | 'foreign-key'
  /** It met another and was undone as a whole, with its transaction; the same again may succeed. */
  | 'conflict';

const postgresqlStates: Record<string, Refusal> = {
  '23505': 'unique',
  '23503': 'foreign-key',
  '23001': 'foreign-key',
  '40001': 'conflict',
  '40P01': 'conflict',
};

/** 1020 is MariaDB's own: the row is not as the snapshot has it. A lock waited for in vain (1205) took long enough. */
const mysqlNumbers: Record<number, Refusal> = {
  1062: 'unique',
  1586: 'unique',
  1216: 'foreign-key',
  1452: 'foreign-key',
  1217: 'foreign-key',
  1451: 'foreign-key',
  1213: 'conflict',
  1020: 'conflict',
};

/** Which property holds the code, and whether as text or number, is each driver's own affair. */
const sqliteRefusals: readonly [Refusal, code: RegExp, number: (code: number) => boolean, message: RegExp][] = [
  ['unique', /^SQLITE_CONSTRAINT_(?:PRIMARYKEY|UNIQUE)$/, (code) => code === 1555 || code === 2067, /UNIQUE constraint failed/],
  ['foreign-key', /^SQLITE_CONSTRAINT_FOREIGNKEY$/, (code) => code === 787, /FOREIGN KEY constraint failed/],
  ['conflict', /^SQLITE_(?:BUSY|LOCKED)/, (code) => (code & 0xff) === 5 || (code & 0xff) === 6, /^database (?:table )?is locked/],
];

/** How far an error is followed to its cause: query builders wrap what the driver throws. */
const maxDepth = 5;

/** What the database said, by the codes of its drivers; `undefined` for anything else. */
export function refusalOf(error: unknown, dialect: SqlDialect, depth = 0): Refusal | undefined {
  if (typeof error !== 'object' || error === null || depth === maxDepth) return undefined;
  return ownRefusal(error as Record<string, unknown>, dialect) ?? refusalOf((error as Error).cause, dialect, depth + 1);
}

function ownRefusal(
  { code, extendedCode, rawCode, errcode, errno, message }: Record<string, unknown>,
  dialect: SqlDialect,
): Refusal | undefined {
  switch (dialect) {
    case 'postgresql':
      return typeof code === 'string' && Object.hasOwn(postgresqlStates, code) ? postgresqlStates[code] : undefined;
    case 'mysql':
      return typeof errno === 'number' ? mysqlNumbers[errno] : undefined;
    case 'sqlite': {
      const texts = [code, extendedCode].filter((each) => typeof each === 'string');
      const numbers = [rawCode, errcode, errno].filter((each) => typeof each === 'number');
      return sqliteRefusals.find(
        ([, ofText, ofNumber, ofMessage]) =>
          texts.some((each) => ofText.test(each)) || numbers.some(ofNumber) || ofMessage.test(String(message)),
      )?.[0];
    }
  }
}
