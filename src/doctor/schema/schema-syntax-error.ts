/**
 * A line of the schema that cannot be read. Prisma refuses such a schema too, but for a few rare spellings:
 * `npx prisma validate` says more.
 */
export class SchemaSyntaxError extends Error {
  override name = 'SchemaSyntaxError';
  /** As the key in `schema`; `undefined` where the schema was given as one text. */
  readonly file: string | undefined;
  /** From 1. */
  readonly line: number;

  constructor(message: string, file: string | undefined, line: number) {
    super(`${message} (${file === undefined ? 'line ' : `${file}:`}${line})`);
    this.file = file;
    this.line = line;
  }
}
