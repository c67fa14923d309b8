import type { Population } from '../support/rows.js';
import type { Subject } from './libraries/subject.js';

/**
 * Sees that a subject answers rightly before it is timed: a live token gives its user, one that differs in a character
 * gives none, and neither does one whose session was invalidated, unless it is said why.
 *
 * @throws Error that says what was wrong
 */
export async function verify(subject: Subject, population: Population): Promise<void> {
  const { userId } = population.row(17);
  const stored = await subject.stored(17);
  await expectAnswer(subject, stored, userId, 'the token of a live session');
  await expectAnswer(subject, altered(stored), null, 'a token that differs in one character');
  const owner = population.userId(1);
  const created = await subject.create(owner, 1);
  const presented = await subject.present(created);
  await expectAnswer(subject, presented, owner, 'the token of a new session');
  await subject.invalidate(created);
  await expectAnswer(subject, presented, subject.outlives === undefined ? null : owner, 'the token of an invalidated session');
}

async function expectAnswer(subject: Subject, presented: string, expected: string | null, what: string): Promise<void> {
  const answer = await subject.validate(presented);
  if (answer !== expected) throw new Error(`${what} gave ${String(answer)} instead of ${String(expected)}`);
}

/** The token with another character near its end, where every library has what cannot be guessed. */
function altered(token: string): string {
  const place = token.length - 6;
  return token.slice(0, place) + (token[place] === 'a' ? 'b' : 'a') + token.slice(place + 1);
}
