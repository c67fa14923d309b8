import { assertOneOf, isObject } from '../../session/arguments.js';
import type { ExportFormat } from '../document.js';
import { json } from './json.js';
import { ndjson } from './ndjson.js';

const formats = { json, ndjson };

/** The format of this name, or the one given. */
export function formatOf(given: keyof typeof formats | ExportFormat): ExportFormat {
  if (!isObject(given)) {
    assertOneOf(given, Object.keys(formats) as (keyof typeof formats)[], 'options.format');
    return formats[given];
  }
  if (typeof given.encode === 'function') return given;
  throw new TypeError('"options.format" must be \'json\', \'ndjson\' or an export format');
}
