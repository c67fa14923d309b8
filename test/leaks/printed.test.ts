import { expect, test } from 'vitest';
import { createToken } from '../../src/session/token.js';
import { printed } from '../support/printed.js';

/** Prints, and gives where that was noticed, which then counts as no leak. */
function leaksOf(print: () => void): string[] {
  const before = printed.leaks;
  printed.leaks = [];
  printed.isMuted = true;
  print();
  printed.isMuted = false;
  const { leaks } = printed;
  printed.leaks = before;
  return leaks;
}

test('a token or hash that a test prints is noticed, by whatever way it is printed', async () => {
  const { token, secretHash } = await createToken();
  for (const secret of [token, secretHash, secretHash.replace('sha256:', 'hmac-sha256:12345678:')]) {
    expect(leaksOf(() => console.log('a session', { secret }))).toEqual(['console.log']);
    expect(leaksOf(() => console.error(new Error(`failed for ${secret}`)))).toEqual(['console.error']);
    expect(leaksOf(() => process.stdout.write(`${secret}\n`))).toEqual(['process.stdout']);
    expect(leaksOf(() => process.stderr.write(Buffer.from(secret)))).toEqual(['process.stderr']);
  }
  expect(leaksOf(() => console.log('a session', token.slice(0, 24)))).toEqual([]);
});
