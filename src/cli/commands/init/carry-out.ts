import type { FileChange } from '../../../init/insertions.js';
import { CliError } from '../../cli-error.js';
import type { Output } from '../../output.js';
import type { Terminal } from '../../terminal.js';
import { printDiff } from './print-diff.js';
import { writeChanges } from './write-changes.js';

/** What a command would write, and what it has to say. */
interface Proposal {
  changes: readonly FileChange[];
  /** Lines about the files, each with its end; or nothing. */
  note: string;
  /** What is left to do once they are written. */
  steps: string;
}

interface Circumstances {
  directory: string;
  terminal: Terminal;
  /** The same terminal, if somebody is to be asked. */
  asked: Terminal | null;
  options: { yes: boolean; check: boolean; 'dry-run': boolean };
}

/**
 * Shows the changes, and writes them if that is wanted.
 *
 * @throws CliError if they cannot be written, or the answer is no
 */
export async function carryOut({ changes, note, steps }: Proposal, { directory, terminal, asked, options }: Circumstances): Promise<Output> {
  const diff = printDiff(changes, terminal.hasColour);
  const files = changes.map(({ file }) => file).join(', ');
  if (options.check) return { stdout: `${diff}\n${note}`, stderr: `sojourn: ${files} would change\n`, exitCode: 1 };
  if (options['dry-run']) return { stdout: `${diff}\n${note}`, exitCode: 0 };
  if (!options.yes && !asked) {
    return { stdout: `${diff}\n${note}`, stderr: 'sojourn: nothing was written, for nobody is there to ask; run it with --yes to write this\n', exitCode: 2 };
  }
  asked?.write(`${diff}\n`);
  if (asked && !(await asked.confirm('Write this?'))) throw new CliError('nothing was written');
  await writeChanges(directory, changes);
  return { stdout: `${asked ? '' : `${diff}\n`}Written: ${files}\n${note}${steps}`, exitCode: 0 };
}
