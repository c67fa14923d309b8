/** Somebody to ask, or not. */
export interface Terminal {
  /** Whether somebody is there to answer. */
  isInteractive: boolean;
  hasColour: boolean;
  /** Prints at once, for a question to come after it. */
  write(text: string): void;
  /** @throws CliError if the question was cancelled; so do the others */
  choose(message: string, choices: readonly string[], first: string): Promise<string>;
  /** @param objectTo what is wrong with an answer, if anything is */
  ask(message: string, suggestion: string, objectTo?: (answer: string) => string | undefined): Promise<string>;
  confirm(message: string): Promise<boolean>;
}
