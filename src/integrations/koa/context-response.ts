import type { StreamingResponse } from '../shared/node/hand-over.js';
import { type HttpRequest, listOf } from '../shared/node/node-exchange.js';
import { varyByCookie } from '../shared/visit/headers.js';

/** What is used of a context of Koa; `ip` and `secure` follow `app.proxy`. */
export interface KoaContext extends HttpRequest {
  readonly ip: string;
  readonly secure: boolean;
  readonly res: StreamingResponse & { writeHead(...args: never[]): unknown };
  state: object;
  status: number;
  respond?: boolean | undefined;
}

/**
 * The answer of a context as a response of Node. Headers that were set on it go out whatever the request is answered with:
 * Koa takes all away to answer an error, and a body that is a `Response` brings its own cookies. With the first bytes
 * of a stream it is taken from Koa.
 */
export class ContextResponse implements StreamingResponse {
  readonly #context: KoaContext;
  readonly #lasting = new Map<string, string>();
  /** By their names, as lines. */
  readonly #cookies = new Map<string, string>();
  #isWatched = false;

  constructor(context: KoaContext) {
    this.#context = context;
  }

  get headersSent(): boolean {
    return this.#context.res.headersSent;
  }

  get writableFinished(): boolean {
    return this.#context.res.writableFinished;
  }

  getHeader(name: string): number | string | readonly string[] | undefined {
    return this.#context.res.getHeader(name);
  }

  setHeader(name: string, value: string | readonly string[]): void {
    this.#context.res.setHeader(name, value);
    this.#watch();
    if (typeof value === 'string') {
      this.#lasting.set(name, value);
      return;
    }
    // The cookie that is set comes last.
    const line = value.at(-1) ?? '';
    this.#cookies.set(nameOf(line), line);
  }

  write(chunk: Uint8Array): boolean {
    this.#take();
    return this.#context.res.write(chunk);
  }

  end(): void {
    this.#take();
    this.#context.res.end();
  }

  destroy(error?: Error): void {
    this.#context.res.destroy(error);
  }

  on(...[event, listener]: Parameters<StreamingResponse['on']>): void {
    this.#context.res.on(event, listener);
  }

  removeListener(...[event, listener]: Parameters<StreamingResponse['on']>): void {
    this.#context.res.removeListener(event, listener);
  }

  /** What Koa says of a request that nobody has answered is 404. */
  #take(): void {
    if (this.#context.respond === false) return;
    this.#context.respond = false;
    if (this.#context.status === 404) this.#context.status = 200;
  }

  /** Looks after the headers once more, right before they go out. */
  #watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const { res } = this.#context;
    const { writeHead } = res;
    res.writeHead = (...args) => {
      res.writeHead = writeHead;
      if (!res.headersSent) this.#restore();
      return res.writeHead(...args);
    };
  }

  #restore(): void {
    const { res } = this.#context;
    const lines = listOf(res.getHeader('Set-Cookie'));
    const names = new Set(lines.map(nameOf));
    const missing = [...this.#cookies].filter(([name]) => !names.has(name)).map(([, line]) => line);
    if (missing.length > 0) res.setHeader('Set-Cookie', [...lines, ...missing]);
    for (const [name, value] of this.#lasting) {
      if (name === 'Vary') res.setHeader(name, varyByCookie(listOf(res.getHeader(name)).join(', ')));
      else if (res.getHeader(name) === undefined) res.setHeader(name, value);
    }
  }
}

function nameOf(line: string): string {
  return line.split('=', 1)[0]!;
}
