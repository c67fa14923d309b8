import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../schemas.js';
import type { Job, Message } from './messages.js';

/**
 * Runs the process, and kills it with SIGKILL when it has said that so many operations were acknowledged.
 *
 * @returns everything it said
 */
export async function runAndKill(job: Job, killAfter: number): Promise<Message[]> {
  const script = path.join(import.meta.dirname, 'process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(job)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const messages: Message[] = [];
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    // What the process was writing when it died may lack its end.
    if (!line.endsWith('}')) break;
    const message = JSON.parse(line) as Message;
    messages.push(message);
    if ('done' in message && ++acknowledged === killAfter) child.kill('SIGKILL');
  }
  const [, signal] = await closed;
  if (signal !== 'SIGKILL') throw new Error(`The process ended by itself, after ${acknowledged} operations: ${errors}`);
  return messages;
}
