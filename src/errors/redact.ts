import { secretPatterns } from '../session/token.js';

/** How much of a foreign error is searched before it counts as unsafe to pass on. */
const maxValues = 500;

/**
 * The error itself when nothing reachable from it holds a token or a hash; else a copy of its name,
 * code, message and stack with those replaced. Database errors need this: PostgreSQL quotes the whole
 * failing row in the detail of a not-null violation, Prisma the arguments of an invalid call.
 *
 * @param patterns what is replaced: by default all tokens and hashes
 */
export function redact(cause: unknown, patterns: readonly (RegExp | string)[] = secretPatterns): unknown {
  const redactText = (text: string) =>
    patterns.reduce<string>((result, pattern) => result.replaceAll(pattern, '[redacted]'), text);
  if (!holdsSecret(cause, redactText)) return cause;
  if (!(cause instanceof Error)) return redactText(String(cause));
  const copy = new Error(redactText(cause.message));
  copy.name = redactText(cause.name);
  copy.stack = redactText(cause.stack ?? '');
  const { code } = cause as { code?: unknown };
  return typeof code === 'string' ? Object.assign(copy, { code: redactText(code) }) : copy;
}

function holdsSecret(root: unknown, redactText: (text: string) => string): boolean {
  const seen = new Set<unknown>();
  const queue: unknown[] = [root];
  for (const value of queue) {
    if (typeof value === 'string') {
      if (redactText(value) !== value) return true;
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      if (value instanceof Map || value instanceof Set) queue.push([...value]);
      for (const key of Reflect.ownKeys(value)) {
        if (queue.length > maxValues) return true;
        queue.push(key, Object.getOwnPropertyDescriptor(value, key)?.value);
      }
    }
  }
  return false;
}
