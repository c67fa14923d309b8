import { createTOTPKeyURI, verifyHOTP } from '@oslojs/otp';

/** What every authenticator app takes (RFC 6238). The period in seconds. */
const digits = 6;
const period = 30;

/** How far off the clock of a phone may be, and how long typing may take. In milliseconds (RFC 6238, 5.2). */
const tolerance = 10_000;

/**
 * The time step that a code is of, or `null` if it is of none that counts now: of the step of this moment, or
 * the one before or after where that is within the tolerance. The step is for refusing the code the next time.
 */
export function stepOf(key: Uint8Array, code: string, now: Date): number | null {
  const typed = code.replace(/\s/g, '');
  const [first, last] = [now.getTime() - tolerance, now.getTime() + tolerance].map(stepAt) as [number, number];
  const steps = first === last ? [first] : [first, last];
  return steps.find((step) => verifyHOTP(key, BigInt(step), digits, typed)) ?? null;
}

/** What the QR code holds. */
export function keyUri(key: Uint8Array, email: string): string {
  return createTOTPKeyURI('Sojourn notes', email, key, period, digits);
}

function stepAt(time: number): number {
  return Math.floor(time / (period * 1000));
}
