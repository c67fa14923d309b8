import { type Source, sources } from '../../../migrate/sources.js';
import { CliError } from '../../cli-error.js';
import { nearest } from '../../nearest.js';

/** What some are called besides. */
const others: Readonly<Record<string, string>> = { nextauth: 'authjs', 'next-auth': 'authjs', 'auth.js': 'authjs', express: 'express-session' };

/** @throws CliError if none is named, or another */
export function findSource(name: string | undefined): Source {
  const names = sources.map((source) => source.name);
  if (name === undefined) throw new CliError(`which library are the sessions of? name it with --from: ${names.join(', ')}`);
  const source = sources.find((each) => each.name === name);
  if (source) return source;
  const meant = others[name.toLowerCase()] ?? nearest(name, names);
  throw new CliError(`--from must be one of ${names.join(', ')}; it is "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
}
