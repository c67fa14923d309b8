import type { Exchange } from '../visit/exchange.js';
import { plainAddress, varyByCookie } from '../visit/headers.js';

/** What is used of a Node request. Structural, so that every framework's own type fits. */
export interface HttpRequest {
  method?: string | undefined;
  headers: { [name: string]: string | string[] | undefined };
  socket: { remoteAddress?: string | undefined; destroyed?: boolean | undefined };
}

/** What is used of a Node response. */
export interface HttpResponse {
  getHeader(name: string): number | string | readonly string[] | undefined;
  setHeader(name: string, value: string | readonly string[]): unknown;
}

/** What a framework knows better than the bare request, behind a proxy for example. */
export interface Surroundings<Request> {
  ipAddress(request: Request): string | undefined;
  isSecure(request: Request): boolean;
}

/** A request of Node and its response. */
export class NodeExchange<Request extends HttpRequest> implements Exchange {
  readonly #request: Request;
  readonly #response: HttpResponse;
  readonly #surroundings: Surroundings<Request>;

  constructor(request: Request, response: HttpResponse, surroundings: Surroundings<Request>) {
    this.#request = request;
    this.#response = response;
    this.#surroundings = surroundings;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  get host(): string | undefined {
    return this.header('host') ?? this.header(':authority');
  }

  get isSecure(): boolean {
    return this.#surroundings.isSecure(this.#request);
  }

  get ipAddress(): string | undefined {
    return plainAddress(this.#surroundings.ipAddress(this.#request));
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join('; ') : value;
  }

  setCookie(name: string, line: string): void {
    const response = this.#response;
    const others = listOf(response.getHeader('Set-Cookie')).filter((each) => !each.startsWith(`${name}=`));
    response.setHeader('Set-Cookie', [...others, line]);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Vary', varyByCookie(listOf(response.getHeader('Vary')).join(', ')));
  }

  setHeader(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }
}

/** A header as its lines. */
export function listOf(value: number | string | readonly string[] | undefined): string[] {
  return value === undefined ? [] : typeof value === 'object' ? [...value] : [String(value)];
}
