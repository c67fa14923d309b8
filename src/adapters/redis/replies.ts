/** A text that a script gave, or `null`. */
export function toText(reply: unknown): string | null {
  if (typeof reply === 'string' || reply === null) return reply;
  throw new Error('Redis gave something else than text: the client must not change the types of replies');
}

export function toRows(reply: unknown): (string | null)[] {
  if (Array.isArray(reply)) return reply.map(toText);
  throw new Error('Redis gave something else than a list: the client must not change the types of replies');
}

/** A list of texts, none of them `null`. */
export function toTexts(reply: unknown): string[] {
  const texts = toRows(reply);
  if (texts.every((text) => text !== null)) return texts;
  throw new Error('Redis gave an incomplete list');
}
