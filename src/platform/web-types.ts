/**
 * Types of the platform, taken from what the app's compiler knows of it: the declarations of this package
 * must also compile where neither the DOM nor Node is known.
 */

/** `ReadableStream<Uint8Array>`. */
export type ByteStream = typeof globalThis extends { Blob: { prototype: { stream(): infer Stream } } }
  ? Stream
  : AsyncIterable<Uint8Array> & { cancel(reason?: unknown): Promise<void> };

/** `AbortSignal`. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Own } }
  ? Own
  : { readonly aborted: boolean; readonly reason: unknown; throwIfAborted(): void };
