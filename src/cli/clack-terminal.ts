import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { confirm, isCancel, select, text } from '@clack/prompts';
import { CliError } from './cli-error.js';
import { hasColour } from './colour.js';
import type { Terminal } from './terminal.js';

interface Streams {
  input: Readable & { isTTY?: boolean };
  output: Writable & { isTTY?: boolean };
}

/** The terminal of the process, or other streams. */
export function clackTerminal({ input, output }: Streams = { input: process.stdin, output: process.stdout }): Terminal {
  const streams = { input, output };
  return {
    isInteractive: Boolean(input.isTTY && output.isTTY),
    hasColour: hasColour({ isTTY: output.isTTY === true }),
    write: (words) => void output.write(words),
    async choose(message, choices, first) {
      const options = choices.map((value) => ({ value }));
      return answered<string>(await select<string>({ ...streams, message, options, initialValue: first }));
    },
    async ask(message, suggestion, objectTo) {
      const validate = (answer: string | undefined) => objectTo?.(answer?.trim() || suggestion);
      const answer = answered<string>(await text({ ...streams, message, placeholder: suggestion, defaultValue: suggestion, validate }));
      return answer.trim() || suggestion;
    },
    async confirm(message) {
      return answered<boolean>(await confirm({ ...streams, message }));
    },
  };
}

function answered<Answer>(answer: Answer | symbol): Answer {
  if (isCancel(answer)) throw new CliError('cancelled; nothing was written');
  return answer as Answer;
}
