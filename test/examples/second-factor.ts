import { decodeBase32IgnorePadding } from '@oslojs/encoding';
import { generateTOTP } from '@oslojs/otp';
import { expect } from 'vitest';
import type { createDatabaseDirectory } from './example-server.js';
import type { createVisitor } from './visitor.js';

type Visitor = ReturnType<typeof createVisitor>;
type Database = Awaited<ReturnType<typeof createDatabaseDirectory>>;

/** What an authenticator app does with the key that a page shows. */
export function codeOf(shownKey: string): string {
  return generateTOTP(decodeBase32IgnorePadding(shownKey.replaceAll(' ', '')), 30, 6);
}

/** Asks for a key, and gives it as the page shows it. */
export async function beginSecondFactor(visitor: Visitor): Promise<string> {
  await visitor.post('/account/second-factor/begin');
  const page = await visitor.get('/account/second-factor');
  const [, key] = /<code id="key">([A-Z2-7 ]+)<\/code>/.exec(page.body) ?? [];
  expect(key).toBeDefined();
  return key!;
}

/** Turns the second factor of a visitor on, and gives the key. */
export async function turnOnSecondFactor(visitor: Visitor): Promise<string> {
  const key = await beginSecondFactor(visitor);
  const answer = await visitor.post('/account/second-factor/turn-on', { code: codeOf(key) });
  expect(answer.headers.get('location')).toBe('/account?notice=second-factor-on');
  return key;
}

/** As if the last code had been of long ago, so that no test waits for the next. */
export async function forgetLastCode(database: Database, email: string): Promise<void> {
  await database.query(`UPDATE "User" SET "totpStep" = 0 WHERE "email" = '${email}'`);
}
