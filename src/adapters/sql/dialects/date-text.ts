/** A date from text with or without a time zone; without one it is UTC, never the zone of this process. */
export function dateFromText(text: string): Date {
  const iso = text.replace(' ', 'T');
  return new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}
