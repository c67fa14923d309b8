declare module 'cloudflare:workers' {
  import type { D1Database } from '@cloudflare/workers-types';

  /** What settings.json binds to the Worker. */
  export const env: { readonly DB: D1Database };
}

declare module '*.wasm' {
  const compiled: WebAssembly.Module;
  export default compiled;
}
