import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { sqlAdapter } from '../../src/adapters/sql/index.js';
import { noon } from '../../src/testing/fixtures.js';
import { root } from '../support/schemas.js';
import { sqlDatabases } from '../support/sql-databases.js';
import { rowOf } from '../support/sql-rows.js';

const page = readFileSync(path.join(root, 'docs/sql.md'), 'utf8');

/** The statements that the page gives for a dialect. */
function documentedTables(dialect: string): string[] {
  const title = { sqlite: 'SQLite', postgresql: 'PostgreSQL', mysql: 'MySQL and MariaDB' }[dialect];
  const [, code] = new RegExp(`^${title}:\\n\\n\`\`\`sql\\n(.*?)^\`\`\`$`, 'ms').exec(page) ?? [];
  return code!.split(/;\n/).filter((statement) => statement.trim() !== '');
}

describe.each(sqlDatabases)('on $name', ({ dialect, needs, open }) => {
  test.skipIf(needs !== undefined && inject('missing').includes(needs))('the tables of the documentation do', async () => {
    const database = await open();
    try {
      const users = dialect === 'mysql' ? '`User`' : '"User"';
      const charset = dialect === 'mysql' ? ' DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci' : '';
      await database.query(`CREATE TABLE ${users} (id ${dialect === 'mysql' ? 'VARCHAR(191)' : 'TEXT'} PRIMARY KEY)${charset}`);
      await database.query(`INSERT INTO ${users} (id) VALUES (?)`, 'ada');
      for (const statement of documentedTables(dialect)) await database.query(statement);
      const adapter = sqlAdapter({ dialect, execute: database.connect() });
      const row = await rowOf('ada', { attributes: { theme: 'dark' } });
      expect(await adapter.insertSession(row)).toBe('inserted');
      expect(await adapter.insertSession(row)).toBe('duplicate-id');
      expect(await adapter.insertSession(await rowOf('nobody'))).toBe('unknown-user');
      expect(await adapter.findSessions([row.id])).toEqual([{ session: row, user: { id: 'ada' } }]);
      await database.query(`DELETE FROM ${users}`);
      expect(await adapter.listUserSessions('ada', noon)).toEqual([]);
    } finally {
      await database.close();
    }
  });
});
