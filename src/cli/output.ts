/** What a command prints, and how the process ends. */
export interface Output {
  stdout?: string;
  stderr?: string;
  /** 0: nothing to object to. 1: problems were found. 2: the command could not do its work. */
  exitCode: 0 | 1 | 2;
}
