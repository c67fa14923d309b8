/** Tests of the core, of storage in memory and of statements in SQL, whose own code needs nothing of Node either. */
export const withoutNode = [
  'test/adapters/sql-options.test.ts',
  'test/auth/freshness.test.ts',
  'test/auth/lifetime.test.ts',
  'test/auth/limits.test.ts',
  'test/auth/options.test.ts',
  'test/auth/pending.test.ts',
  'test/auth/rotation.test.ts',
  'test/auth/sessions.test.ts',
  'test/cookie/cookie.test.ts',
  'test/erasure/erase-user-data.test.ts',
  'test/integrations/web.test.ts',
  'test/request/origin.test.ts',
  'test/runtimes/suites/cleanup.ts',
];

/** Tests that compare with modules of Node: other runtimes have those as well, but leave them out if told to. */
export const withNode = [
  'test/adapters/cached.test.ts',
  'test/auth/events.test.ts',
  'test/auth/failures.test.ts',
  'test/auth/keyed-hashing.test.ts',
  'test/conformance/memory.test.ts',
  'test/export/export-user-data.test.ts',
  'test/export/stream.test.ts',
  'test/export/zip.test.ts',
  'test/session/token.test.ts',
];

/** The conformance suite of storage adapters on `sqlAdapter`, over a database that is there. */
export const sql = {
  builtIn: 'test/runtimes/suites/sql-on-built-in-sqlite.ts',
  libsql: 'test/runtimes/suites/sql-on-libsql.ts',
  durableObject: 'test/runtimes/suites/sql-on-durable-object.ts',
};

/** Files of which the first has a test that fails beside one that does not, and the second cannot be loaded. */
export const broken = ['test/runtimes/suites/failing.ts', 'test/runtimes/suites/unloadable.ts'];
