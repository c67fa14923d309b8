import { assertObject } from '../../session/arguments.js';

/** What the adapter calls on a client of `redis` (node-redis): one server, a pool, Sentinel or a cluster. */
export interface NodeRedisClient {
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/**
 * What the adapter calls on a client of `ioredis`: one server, Sentinel or a cluster. It has to be made with
 * `autoResendUnfulfilledCommands: false` (in a cluster within `redisOptions`, beside
 * `retryDelayOnFailover: 0`), since by default it sends again, after a lost connection, what may have
 * taken effect.
 */
export interface IoredisClient {
  evalsha(sha1: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** Runs a script on the server that holds the keys. Rejects when the server does not answer as it should. */
export type RunScript = (script: string, keys: readonly string[], values: readonly string[]) => Promise<unknown>;

/**
 * The client's way to run a script: by its digest, and with its text where a server does not know it yet
 * or, after a restart or `SCRIPT FLUSH`, no longer. Only scripts go to the server, and those no client
 * sends to a replica, so that a lookup sees every write that was acknowledged.
 *
 * @throws TypeError if it is a client of neither library, or one that sends commands again
 */
export function createRunScript(client: NodeRedisClient | IoredisClient): RunScript {
  const send = senderOf(client);
  const digests = new Map<string, Promise<string>>();

  function digestOf(script: string): Promise<string> {
    const digest = digests.get(script) ?? sha1(script);
    digests.set(script, digest);
    return digest;
  }

  return async function runScript(script, keys, values) {
    try {
      return await send.byDigest(await digestOf(script), [...keys], [...values]);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return send.asText(script, [...keys], [...values]);
    }
  };
}

type Send = (script: string, keys: string[], values: string[]) => Promise<unknown>;

function senderOf(client: NodeRedisClient | IoredisClient): { byDigest: Send; asText: Send } {
  assertObject(client, 'client');
  if ('evalSha' in client && typeof client.evalSha === 'function') {
    return {
      byDigest: (script, keys, values) => client.evalSha(script, { keys, arguments: values }),
      asText: (script, keys, values) => client.eval(script, { keys, arguments: values }),
    };
  }
  if ('evalsha' in client && typeof client.evalsha === 'function') {
    assertSendsOnce(client);
    return {
      byDigest: (script, keys, values) => client.evalsha(script, keys.length, ...keys, ...values),
      asText: (script, keys, values) => client.eval(script, keys.length, ...keys, ...values),
    };
  }
  throw new TypeError('"client" must be a client of redis (node-redis) or ioredis');
}

/**
 * Throws if an ioredis client sends a command again when it does not know what became of it. The answer
 * would be that of the second run: "no such session" for one that it has just ended, or "this id is taken"
 * for the very session that it has just stored.
 */
function assertSendsOnce(client: object): void {
  const options = optionsOf(client, 'options');
  const ofNodes = isClusterClient(client) ? optionsOf(options, 'redisOptions') : options;
  if (ofNodes.autoResendUnfulfilledCommands !== false) {
    throw new TypeError('"client" must be made with the ioredis option autoResendUnfulfilledCommands: false');
  }
  if (isClusterClient(client) && options.retryDelayOnFailover !== 0) {
    throw new TypeError('"client" must be made with the ioredis cluster option retryDelayOnFailover: 0');
  }
}

function optionsOf(holder: object, name: string): Record<string, unknown> {
  const options = (holder as Record<string, unknown>)[name];
  return typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {};
}

/** Whether the client speaks to a cluster: `isCluster` says so in ioredis, `masters` stands only on node-redis's. */
export function isClusterClient(client: object): boolean {
  return 'isCluster' in client ? client.isCluster === true : 'masters' in client;
}

/** The digest by which Redis knows a script, in hexadecimal. */
async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
