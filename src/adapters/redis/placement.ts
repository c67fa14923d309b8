/** What a script works on: the keys it is given, and the lines before it that make `key` of them. */
export interface Target {
  keys: readonly string[];
  prelude: string;
  /** The encoded user id, where it is known before the script. */
  owner?: string;
}

/**
 * The row of a session in the hash `key`, after a line with its id. With `previous`, a session is also found by
 * the id before its last rotation: its own, in the second line after the three dates.
 */
export const findLibrary = `
local function find(key, id, previous)
  local row = redis.call('HGET', key, id)
  if row then return id .. '\\n' .. row end
  if previous ~= 'previous' then return false end
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local its = string.match(fields[i + 1], '^[^\\n]*\\n[^\\n]*\\n[^\\n]*\\n[^\\n]*\\n[^\\n]*\\n([^\\n]*)\\n')
    if its == '"' .. id .. '"' then return fields[i] .. '\\n' .. fields[i + 1] end
  end
  return false
end
`;

/** Id and row of what `find` gave. */
export function toFound(text: string | null): readonly [id: string, row: string] | null {
  if (text === null) return null;
  const end = text.indexOf('\n');
  return [text.slice(0, end), text.slice(end + 1)];
}

/**
 * Where the keys of a session lie, and what that takes.
 *
 * All that is true of a user's sessions stands in one hash, `<prefix>{u:<user id>}`: session id to row. So
 * each change is one script on one key, in a cluster too, and there is no index beside it that could come
 * to differ. `<prefix>{s:<session id>}` leads from a session's id to its user; it never changes, and
 * expires with the session. That of the id before a rotation stays, where the row remembers the id. A hash
 * without its routing key would hide a session, so the routing key is written before and deleted after; a
 * routing key without the row in the hash means nothing.
 */
export interface Placement {
  ofUser(owner: string): Target;
  /** `null` if no session has this id. */
  ofSession(id: string): Promise<Target | null>;
  /**
   * The rows with these ids, each with the id that it has, `null` for those not there.
   *
   * @param previous whether to look among the ids before the last rotation too
   */
  findRows(ids: readonly string[], previous: boolean): Promise<(readonly [id: string, row: string] | null)[]>;
  /**
   * Takes the id for a session of the target's user; false if it is taken. A routing key left behind blocks its
   * id until it expires, which is no loss: ids are random, and the caller makes another.
   */
  claim(id: string, target: Target, expires: string): Promise<boolean>;
  /** Keeps the routing key at least until then, if it is there. */
  extend(id: string, expires: string): Promise<void>;
  /** Deletes the routing keys. Never rejects. */
  release(ids: readonly string[]): Promise<void>;
}

export function userKey(prefix: string, owner: string): string {
  return `${prefix}{u:${owner}}`;
}

export function routingKey(prefix: string, id: string): string {
  return `${prefix}{s:${id}}`;
}
