export const frameworks = ['node:http', 'Express', 'Hono', 'Fastify'] as const;
export type Framework = (typeof frameworks)[number];

/** Where the sessions are; none: the same server without sojourn. */
export const storages = ['none', 'sql adapter on better-sqlite3', 'Prisma on libsql'] as const;
export type Storage = (typeof storages)[number];
