/**
 * Forms that codes and names of errors have, and that no secret, hash or id can have. SQLSTATE, Prisma,
 * MySQL, SQLite and Node use such codes: `23505`, `P2002`, `ER_DUP_ENTRY`, `ECONNREFUSED`.
 */
const codePattern = /^[A-Z0-9_]{1,40}$/;
const namePattern = /^(?:[A-Z][A-Za-z0-9]{0,50})?(?:Error|Exception)$/;

/**
 * The value of `error.type`: the code of the error where it has one, else its name. Anything of another
 * form is `_OTHER`, so that there are few values and nothing foreign among them.
 */
export function errorTypeOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && codePattern.test(code)) return code;
  if (typeof code === 'number' && Number.isInteger(code)) return String(code);
  return typeof name === 'string' && namePattern.test(name) ? name : '_OTHER';
}
