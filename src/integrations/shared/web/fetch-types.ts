/** What is used of a `Request`. Structural, so that that of every platform and framework fits. */
export interface WebRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  /** Aborted when the client goes away, where the server tells. */
  readonly signal?: AbortSource | null | undefined;
}

/** What is used of an `AbortSignal`. */
export interface AbortSource {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** `Response`, as the app's compiler knows it. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Own } }
  ? Own
  : { readonly status: number; readonly headers: WebRequest['headers'] };
