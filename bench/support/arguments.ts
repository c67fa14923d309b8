import { parseArgs } from 'node:util';
import { type AdapterName, adapterNames } from './store.js';

export interface Arguments {
  adapter: AdapterName;
  /** A smoke run over small tables. */
  quick: boolean;
  /** Statements by name on PostgreSQL. */
  prepare: boolean;
  /** Where the report is written beside the terminal. */
  out: string | undefined;
}

export function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      adapter: { type: 'string', default: 'sql' },
      quick: { type: 'boolean', default: false },
      prepare: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const adapter = adapterNames.find((name) => name === values.adapter);
  if (!adapter) throw new TypeError(`--adapter must be one of: ${adapterNames.join(', ')}`);
  return { adapter, quick: values.quick, prepare: values.prepare, out: values.out };
}
