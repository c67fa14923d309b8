import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../../test/support/schemas.js';
import { onEnd } from '../support/disposal.js';
import type { Framework, Storage } from './variants.js';

/** Compiled beside the script that runs. */
const program = path.join(root, 'bench/.generated/http/server.mjs');

export interface RunningServer {
  framework: Framework;
  storage: Storage;
  url: string;
}

/** Starts a server, which ends with this process at the latest. */
export async function startServer(framework: Framework, storage: Storage, file: string): Promise<RunningServer> {
  const child = fork(program, [framework, storage, file], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const ended = once(child, 'exit');
  onEnd(async () => {
    child.kill();
    await ended;
  });
  const failed = ended.then(([code]) => {
    throw new Error(`The server of ${framework} with ${storage} ended with ${String(code)} before it listened`);
  });
  const [port] = (await Promise.race([once(child, 'message'), failed])) as [number];
  failed.catch(() => {});
  return { framework, storage, url: `http://127.0.0.1:${port}/` };
}
