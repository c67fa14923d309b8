import type { ExportOptions, UserDataSetup } from '../auth/user-data.js';
import type { Context } from '../auth/context.js';
import { assertNothingLeft, assertObject } from '../session/arguments.js';
import type { JsonValue, UserId } from '../session/session.js';
import type { UserData } from './document.js';
import { openDocument } from './open-document.js';

/** See `exportUserData`. */
export async function collect<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  setup: UserDataSetup<Id>,
  userId: Id,
  options: ExportOptions,
): Promise<UserData> {
  assertObject(options, 'options');
  const { signal, ipAddress = null, ...rest } = options;
  assertNothingLeft(rest, 'option of exportUserData');
  const { format, exportedAt, user, sections } = await openDocument(context, setup, userId, { signals: signal ? [signal] : [] });
  const rowsOf: Record<string, JsonValue[]> = {};
  for await (const { name, rows } of sections) {
    const list: JsonValue[] = (rowsOf[name] = []);
    for await (const row of rows) list.push(row);
  }
  context.emit({ type: 'user-data.exported', userId, ipAddress });
  return { format, exportedAt, user, ...rowsOf } as UserData;
}
