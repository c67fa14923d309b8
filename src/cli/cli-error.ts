/** Why a command could not do its work, in one line that says what to do. */
export class CliError extends Error {
  override name = 'CliError';
}

/** The first line of what went wrong. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n', 1)[0]!;
}
