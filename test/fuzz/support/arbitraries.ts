import fc from 'fast-check';

/** What each property is tried with; the seed of a failure is in its report. */
export const often = { numRuns: 2000 };

const base64url = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

const id = fc.array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'), { minLength: 24, maxLength: 24 }).map((all) => all.join(''));
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** A token of each possible secret, made without the function that makes tokens. */
export const token = fc.tuple(id, bytes).map(([left, secret]) => `${left}.${Buffer.from(secret).toString('base64url')}`);

/** Any string, single surrogates and NUL included, often with what parsers take for more than text. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 }).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom('.', ';', '=', ' ', '\t', '"', '%', '\0', '\n', '@', '/', '[', ']', ':', 'a', 'Z', '9'), { maxLength: 60 }).map((all) => all.join('')),
);

/** One unit that is put in the place of another, or between two. */
export const unit = fc.oneof(
  fc.constantFrom(...base64url),
  fc.integer({ min: 0, max: 0x17f }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
);
