import type { StreamingResponse } from '../shared/node/hand-over.js';
import { listOf } from '../shared/node/node-exchange.js';

/** What is used of a reply of Fastify, whatever server it runs on. */
export interface SessionReply {
  readonly raw: StreamingResponse;
  getHeader(name: string): number | string | string[] | undefined;
  getHeaders(): Record<string, number | string | string[] | undefined>;
  removeHeader(name: string): unknown;
  header(name: string, value: string | string[]): unknown;
  hijack(): unknown;
}

/**
 * A reply as a response of Node, which is taken from Fastify with the first bytes. Its headers are set in both, so that they
 * also go out with what a handler writes to `reply.raw` itself.
 */
export class ReplyResponse implements StreamingResponse {
  readonly #reply: SessionReply;
  #isTaken = false;

  constructor(reply: SessionReply) {
    this.#reply = reply;
  }

  get headersSent(): boolean {
    return this.#reply.raw.headersSent;
  }

  get writableFinished(): boolean {
    return this.#reply.raw.writableFinished;
  }

  getHeader(name: string): number | string | readonly string[] | undefined {
    return name === 'Set-Cookie' ? cookiesOf(this.#reply) : this.#reply.getHeader(name);
  }

  setHeader(name: string, value: string | readonly string[]): void {
    const { raw } = this.#reply;
    this.#reply.removeHeader(name);
    // Fastify adds to the list that it is given.
    this.#reply.header(name, typeof value === 'string' ? value : [...value]);
    raw.setHeader(name, value);
  }

  write(chunk: Uint8Array): boolean {
    this.#take();
    return this.#reply.raw.write(chunk);
  }

  end(): void {
    this.#take();
    this.#reply.raw.end();
  }

  destroy(error?: Error): void {
    this.#reply.raw.destroy(error);
  }

  on(...[event, listener]: Parameters<StreamingResponse['on']>): void {
    this.#reply.raw.on(event, listener);
  }

  removeListener(...[event, listener]: Parameters<StreamingResponse['on']>): void {
    this.#reply.raw.removeListener(event, listener);
  }

  #take(): void {
    if (this.#isTaken) return;
    this.#isTaken = true;
    const { raw } = this.#reply;
    joinCookies(this.#reply);
    for (const [name, value] of Object.entries(this.#reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, typeof value === 'number' ? String(value) : value);
    }
    this.#reply.hijack();
  }
}

/**
 * Makes one list of the cookies that were set on a reply and, by a middleware of Express for example, on its response. Fastify
 * would send the former alone.
 */
export function joinCookies(reply: SessionReply): void {
  if (reply.raw.headersSent || reply.raw.getHeader('Set-Cookie') === undefined) return;
  const lines = cookiesOf(reply);
  reply.removeHeader('Set-Cookie');
  reply.header('Set-Cookie', lines);
}

function cookiesOf(reply: SessionReply): string[] {
  const lines = [...listOf(reply.raw.getHeader('Set-Cookie')), ...listOf(reply.getHeader('Set-Cookie'))];
  return [...new Set(lines)];
}
