import { connect } from 'node:net';
import type { Provider } from './schemas.js';
import type { ToolName } from './tools.js';

/** The database servers that are tested where there are any, and required in CI. */
export const servers = {
  PostgreSQL: process.env.TEST_POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres',
  MariaDB: process.env.TEST_MARIADB_URL ?? 'mariadb://root@127.0.0.1:3306/mysql',
  Redis: process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379',
};

export type ServerName = keyof typeof servers;

/** The server that Prisma's provider needs, if it needs one. */
export const serverOf: Readonly<Record<Provider, ServerName | null>> = { sqlite: null, postgresql: 'PostgreSQL', mysql: 'MariaDB' };

/** What a test run may lack: a server, or something that tests start or load. */
export type Missing = ServerName | ToolName | 'redis-server' | 'Chromium';

/** The servers that do not answer. */
export async function findMissingServers(): Promise<ServerName[]> {
  const names = Object.keys(servers) as ServerName[];
  const answers = await Promise.all(names.map(async (name) => answersAt(new URL(servers[name]))));
  return names.filter((_, index) => !answers[index]);
}

function answersAt({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}
