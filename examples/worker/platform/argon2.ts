/**
 * Takes the place of `@node-rs/argon2`, which is native code: the same hashes by WebAssembly. A Worker may not compile
 * any while it runs, so the modules come with the bundle.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import withoutSimd from 'argon2id/dist/no-simd.wasm';
import withSimd from 'argon2id/dist/simd.wasm';
import setUp from 'argon2id/lib/setup.js';

/** The costs in kibibytes, passes and threads. */
interface Costs {
  memoryCost: number;
  timeCost: number;
  parallelism: number;
}

/** What a hash was made with, and the lengths of its parts in bytes. */
interface ParsedOptions extends Costs {
  outputLen: number;
  saltLen: number;
}

/** What the package takes at least, in bytes. A password that somebody chose is longer (see `shortestPassword`). */
const shortest = 8;

/** Of a hash, and of the salt that is made for it. In bytes. */
const outputLength = 32;
const saltLength = 16;

const instantiate = (module: WebAssembly.Module) => async (imports: WebAssembly.Imports) => ({
  module,
  instance: new WebAssembly.Instance(module, imports),
});
const argon2id = await setUp(instantiate(withSimd), instantiate(withoutSimd));

/** @returns the hash in the PHC format */
export async function hash(password: string, costs: Costs): Promise<string> {
  const salt = randomBytes(saltLength);
  const { memoryCost, timeCost, parallelism } = costs;
  const parts = [salt, compute(encode(password), salt, costs, outputLength)].map(toBase64);
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${parts.join('$')}`;
}

/** Takes as long for a password that is too short to be right. */
export async function verify(passwordHash: string, password: string): Promise<boolean> {
  const { costs, salt, output } = parse(passwordHash);
  const bytes = encode(password);
  const isLongEnough = bytes.length >= shortest;
  const computed = compute(isLongEnough ? bytes : new Uint8Array(shortest), salt, costs, output.length);
  return timingSafeEqual(computed, output) && isLongEnough;
}

export function parseOptions(passwordHash: string): ParsedOptions {
  const { costs, salt, output } = parse(passwordHash);
  return { ...costs, outputLen: output.length, saltLen: salt.length };
}

function encode(password: string): Uint8Array {
  return new TextEncoder().encode(password);
}

function compute(password: Uint8Array, salt: Uint8Array, { memoryCost, timeCost, parallelism }: Costs, tagLength: number): Uint8Array {
  return argon2id({
    password,
    salt,
    memorySize: memoryCost,
    passes: timeCost,
    parallelism,
    tagLength,
  });
}

function parse(passwordHash: string): { costs: Costs; salt: Uint8Array; output: Uint8Array } {
  const [, memoryCost, timeCost, parallelism, salt, output] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(passwordHash) ?? [];
  if (!salt || !output) throw new TypeError('This is no hash of argon2id');
  return {
    costs: { memoryCost: Number(memoryCost), timeCost: Number(timeCost), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    output: Buffer.from(output, 'base64'),
  };
}

/** Without the padding, as the PHC format has it. */
function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
