import type { Exchange } from '../visit/exchange.js';
import { plainAddress, varyByCookie } from '../visit/headers.js';
import type { WebRequest } from './fetch-types.js';

/** A `Request`, and what its answer is to say, which is kept until there is one. */
export class WebExchange implements Exchange {
  readonly #request: WebRequest;
  readonly #addressOf: () => string | null | undefined;
  readonly #cookies = new Map<string, string>();
  readonly #headers = new Map<string, string>();

  /** @param addressOf tells the address of the client */
  constructor(request: WebRequest, addressOf: () => string | null | undefined) {
    this.#request = request;
    this.#addressOf = addressOf;
  }

  get method(): string {
    return this.#request.method;
  }

  get host(): string {
    return this.header('host') ?? new URL(this.#request.url).host;
  }

  get isSecure(): boolean {
    return /^https:/i.test(this.#request.url);
  }

  get ipAddress(): string | undefined {
    return plainAddress(this.#addressOf() ?? undefined);
  }

  header(name: string): string | null {
    return this.#request.headers.get(name);
  }

  setCookie(name: string, line: string): void {
    this.#cookies.set(name, line);
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  /**
   * The answer with all that it is to say; as it was given, if that is nothing. Else it is a copy with the same body,
   * since headers may be immutable, or the app's to answer others with as well. It may be sealed again.
   *
   * A connection that becomes a socket, status 101, cannot be copied: it says nothing of cookies.
   */
  seal(response: Response): Response {
    if (response.status < 200 || (this.#cookies.size === 0 && this.#headers.size === 0)) return response;
    const sealed = new Response(response.body, response);
    this.#addTo(sealed.headers);
    return sealed;
  }

  #addTo(headers: Headers): void {
    for (const [name, value] of this.#headers) if (!headers.has(name)) headers.set(name, value);
    if (this.#cookies.size === 0) return;
    const others = headers.getSetCookie().filter((line) => !this.#cookies.has(line.slice(0, line.indexOf('='))));
    headers.delete('Set-Cookie');
    for (const line of [...others, ...this.#cookies.values()]) headers.append('Set-Cookie', line);
    headers.set('Cache-Control', 'no-store');
    headers.set('Vary', varyByCookie(headers.get('Vary') ?? ''));
  }
}
