/** Why a command could not do its work, in one line that says what to do. */
export class CliError extends Error {
  override name = 'CliError';
}

/** A module of the app threw while it was loaded. */
export class ModuleError extends CliError {
  override name = 'ModuleError';
}

/** The first line of what went wrong. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n', 1)[0]!;
}
