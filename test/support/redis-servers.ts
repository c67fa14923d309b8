import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

function findOnPath(program: string): string | undefined {
  const directories = (process.env.PATH ?? '').split(path.delimiter);
  return directories.map((directory) => path.join(directory, program)).find((file) => existsSync(file));
}

const server = findOnPath('redis-server');
const cli = findOnPath('redis-cli');

/** Whether this machine has the programs that are started here. */
export const canStartRedis = server !== undefined && cli !== undefined;

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  listener.close();
  await once(listener, 'close');
  return port;
}

/** A server of a test's own, on loopback, with nothing on disk that outlives it. */
export interface RedisServer {
  url: string;
  port: number;
  stop(): Promise<void>;
}

export async function startRedis(settings: Record<string, string> = {}): Promise<RedisServer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'sojourn-redis-'));
  const port = await freePort();
  const all = { port: String(port), bind: '127.0.0.1', dir: directory, save: '', appendonly: 'no', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(server!, flags, { stdio: 'ignore' });
  const stop = async () => {
    await endProcess(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await until(async () => (await ask(port, 'PING')) === 'PONG');
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, port, stop };
}

export interface RedisCluster {
  ports: number[];
  stop(): Promise<void>;
}

/** Three masters without replicas. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes: RedisServer[] = [];
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())));
  try {
    for (let index = 0; index < 3; index++) {
      nodes.push(await startRedis({ 'cluster-enabled': 'yes', 'cluster-port': String(await freePort()) }));
    }
    const ports = nodes.map(({ port }) => port);
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    await run(cli!, ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes']);
    await until(async () => {
      const answers = await Promise.all(ports.map((port) => ask(port, 'CLUSTER', 'INFO')));
      return answers.every((answer) => answer.includes('cluster_state:ok') && answer.includes('cluster_slots_ok:16384'));
    });
    return { ports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function ask(port: number, ...command: string[]): Promise<string> {
  try {
    return (await run(cli!, ['-h', '127.0.0.1', '-p', String(port), ...command])).stdout.trim();
  } catch {
    return '';
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('Redis did not come up in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
