import { expect, test } from 'vitest';

test('passes', () => {
  expect(1).toBe(1);
});

test('fails', async () => {
  await expect(Promise.resolve(1)).resolves.toBe(2);
});
