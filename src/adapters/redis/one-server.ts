import type { RunScript } from './client.js';
import { type Placement, findLibrary, routingKey, toFound, userKey } from './placement.js';
import { toRows } from './replies.js';

/**
 * Scripts look after routing keys themselves. They take the prefix as a key, so that a client which puts
 * something before every key puts it before those that a script makes of it too.
 */
const routing = `
local function routingKey(id)
  return prefix .. '{s:' .. id .. '}'
end
local function claim(id, expires)
  return redis.call('SET', routingKey(id), owner, 'NX', 'PXAT', expires)
end
local function extend(id, expires)
  redis.call('PEXPIREAT', routingKey(id), expires)
end
local function release(id)
  redis.call('DEL', routingKey(id))
end
`;

const byUser = `
local key, prefix = KEYS[1], KEYS[2]
local owner = string.sub(key, #prefix + 4, -2)
${routing}`;

const bySession = `
local prefix = KEYS[2]
local owner = redis.call('GET', KEYS[1])
if not owner then return false end
local key = prefix .. '{u:' .. owner .. '}'
${routing}`;

const find = `${findLibrary}
local prefix, previous = KEYS[#KEYS], ARGV[1]
local rows = {}
for i = 1, #KEYS - 1 do
  local owner = redis.call('GET', KEYS[i])
  rows[i] = owner and find(prefix .. '{u:' .. owner .. '}', ARGV[i + 1], previous)
end
return rows
`;

/** All keys are on one server: each verb is one script, and so one round trip. */
export function placeOnOneServer(prefix: string, run: RunScript): Placement {
  return {
    ofUser: (owner) => ({ keys: [userKey(prefix, owner), prefix], prelude: byUser }),
    ofSession: async (id) => ({ keys: [routingKey(prefix, id), prefix], prelude: bySession }),
    async findRows(ids, previous) {
      const keys = [...ids.map((id) => routingKey(prefix, id)), prefix];
      return toRows(await run(find, keys, [previous ? 'previous' : '', ...ids])).map(toFound);
    },
    claim: async () => true,
    extend: async () => undefined,
    release: async () => undefined,
  };
}
