import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CliError, reasonOf } from './cli-error.js';

/**
 * The options of a command.
 *
 * @throws CliError if one is unknown, lacks its value, or an argument stands alone
 */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new CliError(`${reasonOf(error)}; see sojourn ${command} --help`, { cause: error });
  }
}
