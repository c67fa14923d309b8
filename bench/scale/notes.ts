import { type SqlDialect, type SqlStatement, sqlAdapter } from '../../src/adapters/sql/index.js';
import type { Adapter, Engine } from '../support/store.js';

const dialects: Record<Engine, SqlDialect> = { PostgreSQL: 'postgresql', SQLite: 'sqlite' };

interface Noted<Result> {
  statements: SqlStatement[];
  /** What the verbs gave. */
  result: Result;
}

/** Gives the statements that verbs of the adapter send, and sends none of them. */
export type Note = <Result>(verbs: (adapter: Adapter) => Promise<Result>) => Promise<Noted<Result>>;

export function createNote(engine: Engine): Note {
  let statements: SqlStatement[] = [];
  const adapter = sqlAdapter({
    dialect: dialects[engine],
    async execute(sent) {
      statements.push(...sent);
      return sent.map(() => ({ rows: [], rowCount: 0 }));
    },
  });
  return async (verbs) => {
    statements = [];
    const result = await verbs(adapter);
    return { statements, result };
  };
}
