import { parse } from './parse.js';
import { readSettings } from './read-file.js';

/** A generator block, with its settings as text. */
interface Generator {
  line: number;
  settings: ReadonlyMap<string, string>;
}

/**
 * The generators of one file of a schema.
 *
 * @throws SchemaSyntaxError
 */
export function readGenerators(text: string, file: string | undefined): Generator[] {
  return parse(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), file).flatMap((block) =>
    block.type === 'generator' ? [{ line: block.location?.startLine ?? 1, settings: readSettings(block.assignments) }] : [],
  );
}
