import type { Auth } from '../../../auth/create-auth.js';
import { connect } from '../../../doctor/database/connection.js';
import type { UserId } from '../../../session/session.js';
import { CliError } from '../../cli-error.js';

const types = ['string', 'number', 'bigint'] as const;

/**
 * The id of a user in the type that the app's adapter takes: that of the schema, else what `--id-type` says, else
 * text.
 *
 * @throws CliError if there is none, or it cannot be of that type
 */
export function parseUserId(auth: Auth, text: string | undefined, givenType: string | undefined): UserId {
  if (text === undefined || text === '') throw new CliError('whose sessions? name the user with --user');
  const isType = (each: string): each is (typeof types)[number] => (types as readonly string[]).includes(each);
  if (givenType !== undefined && !isType(givenType)) throw new CliError(`--id-type must be string, number or bigint; it is "${givenType}"`);
  const type = givenType ?? connect(auth)?.userIdType ?? 'string';
  if (type === 'string') return text;
  const isInteger = /^-?\d+$/.test(text);
  if (isInteger && type === 'bigint') return BigInt(text);
  if (isInteger && Number.isSafeInteger(Number(text))) return Number(text);
  throw new CliError(`user ids are ${type === 'number' ? 'integers' : 'bigints'} here, and "${text}" is none; see --id-type`);
}
