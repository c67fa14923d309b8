import { loadPeer } from '../support/peers.js';
import type { RunningServer } from './start-server.js';

interface Outcome {
  requests: { average: number };
  errors: number;
  timeouts: number;
  non2xx: number;
}

type Autocannon = (options: object) => Promise<Outcome>;

const connections = 32;

/** Requests per second that a server answers, asked by 32 connections that each wait for their answers. */
export async function requestsPerSecond({ url, framework, storage }: RunningServer, tokens: readonly string[], seconds: number): Promise<number> {
  const { default: autocannon } = await loadPeer<{ default: Autocannon }>('autocannon');
  const { requests, errors, timeouts, non2xx } = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: tokens.map((token) => ({ method: 'GET', path: '/', headers: headersOf(token) })),
  });
  if (errors + timeouts + non2xx > 0) {
    throw new Error(`${framework} with ${storage} failed ${errors} times, was late ${timeouts} times, and refused ${non2xx} times`);
  }
  return requests.average;
}

/** Sees that a server tells who is asking, before it is timed. */
export async function verifyServer({ url, framework, storage }: RunningServer, token: string, userId: string): Promise<void> {
  if (storage === 'none') return;
  for (const [given, expected] of [[token, userId], [`${token.slice(0, -2)}AA`, null]] as const) {
    const response = await fetch(url, { headers: headersOf(given) });
    const { id } = (await response.json()) as { id: string | null };
    if (id !== expected) throw new Error(`${framework} with ${storage} took ${String(id)} for ${String(expected)}`);
  }
}

function headersOf(token: string) {
  return { cookie: `__Host-session=${token}` };
}
