const relative = new Intl.RelativeTimeFormat('en');
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

const units = [
  ['day', 24 * 60 * 60 * 1000],
  ['hour', 60 * 60 * 1000],
  ['minute', 60 * 1000],
] as const;

/** How long ago something was, in the largest unit that fits: `3 hours ago`. */
export function ago(date: Date, now: Date): string {
  const elapsed = now.getTime() - date.getTime();
  for (const [unit, length] of units) {
    if (elapsed >= length) return relative.format(-Math.floor(elapsed / length), unit);
  }
  return 'less than a minute ago';
}

/** A moment in UTC, as the server does not know the visitor's time zone: `24 Nov 2025, 10:30 UTC`. */
export function moment(date: Date): string {
  return `${absolute.format(date)} UTC`;
}
