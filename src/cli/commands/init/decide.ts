import { SchemaSyntaxError } from '../../../doctor/schema/schema-syntax-error.js';
import { InitError, type Question } from '../../../init/init-error.js';
import { CliError } from '../../cli-error.js';
import type { Terminal } from '../../terminal.js';

const titles: Readonly<Record<Question['about'], string>> = {
  userModel: 'Which model is the user?',
  model: 'What is the session model to be called?',
  table: 'What is its table to be called?',
  relation: 'What is the field of the user to be called that lists the sessions?',
  oldModel: 'Which model holds the sessions that there are?',
  legacyModel: 'What is the model of the old sessions to be called from now on?',
};

/**
 * What a planner makes of a schema. What has to be decided first is asked for, if there is somebody to ask.
 *
 * @throws CliError
 */
export async function decide<Options extends object, Plan>(
  plan: (options: Options) => Plan,
  options: Options,
  terminal: Terminal | null,
): Promise<Plan> {
  try {
    return plan(options);
  } catch (error) {
    if (error instanceof SchemaSyntaxError) {
      throw new CliError(`the schema cannot be read: ${error.message}; npx prisma validate says more`, { cause: error });
    }
    if (!(error instanceof InitError)) throw error;
    const { message, question } = error;
    if (!terminal || !question) throw new CliError(message, { cause: error });
    return decide(plan, { ...options, [question.about]: await ask(question, message, terminal) }, terminal);
  }
}

function ask({ about, choices, suggestion = '' }: Question, reason: string, terminal: Terminal): Promise<string> {
  terminal.write(`\n${reason.replace(/; [^;]*$/, '')}\n\n`);
  return choices ? terminal.choose(titles[about], choices, suggestion) : terminal.ask(titles[about], suggestion);
}
