import type { Output } from '../output.js';

export interface Command {
  name: string;
  /** What it does, in a line of the list of commands. */
  summary: string;
  /**
   * @param args what follows the name
   * @throws CliError
   */
  run(args: string[]): Promise<Output>;
}
