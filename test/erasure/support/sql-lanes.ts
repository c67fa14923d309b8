import { sqlAdapter } from '../../../src/adapters/sql/index.js';
import { sqlDatabases } from '../../support/sql-databases.js';
import type { Adapter, LaneKind } from './lanes.js';
import { createTables } from './tables.js';

export const sqlLanes: LaneKind[] = sqlDatabases.map(({ name, dialect, needs, open }) => ({
  name: `sql on ${name}`,
  changes: false,
  ...(needs && { needs }),
  async open() {
    const { query, connect, close } = await open();
    for (const statement of createTables(dialect)) await query(statement);
    const execute = connect();
    return {
      dialect,
      query,
      close,
      adapterWith(sections) {
        const erase = Object.fromEntries(Object.entries(sections).map(([section, { table }]) => [section, { table, userColumn: 'userId' }]));
        return sqlAdapter({ dialect, execute, erase }) as Adapter;
      },
    };
  },
}));
