import { longestDelay } from '../session/arguments.js';
import { CliError } from './cli-error.js';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A time such as `90s`, `10m`, `1h` or `1d`, in milliseconds.
 *
 * @throws CliError naming the option
 */
export function parseDuration(text: string, option: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (units[unit ?? ''] ?? NaN);
  if (milliseconds > 0 && milliseconds <= longestDelay) return milliseconds;
  throw new CliError(`--${option} must be a time such as 90s, 10m or 1h, at most 24d; it is "${text}"`);
}
