import { rowVersion } from './row.js';

/**
 * The verbs as Lua. Redis runs a script as one step, so a script that changes one user's hash is atomic.
 *
 * A script is a prelude of `placement.ts` and the library and a body from here. The prelude defines
 * `key`, the hash of the user, and what becomes of routing keys: `claim(id, expires)`, false if the id is
 * taken, `extend(id, expires)` and `release(id)`. The body takes its values from ARGV, and gives strings or
 * lists of strings, or nil where there is no such session.
 *
 * What may fail for want of memory (SET, HSET) comes before all other changes, since Redis undoes nothing.
 */
export const library = `
-- Expiry, last renewal and creation, as numbers.
local function datesOf(row)
  local expires, updated, created = string.match(row, '^${rowVersion}\\n(%-?%d+)\\n(%-?%d+)\\n(%-?%d+)\\n')
  if not expires then error('a stored session cannot be read') end
  return tonumber(expires), tonumber(updated), tonumber(created)
end

local function isLive(row, now)
  return (datesOf(row)) > tonumber(now)
end

-- The version and the lines of the row.
local function split(row)
  datesOf(row)
  local lines = {}
  for line in string.gmatch(row .. '\\n', '(.-)\\n') do lines[#lines + 1] = line end
  return lines
end

-- Whether the login of the row is complete.
local function isComplete(row)
  return split(row)[5] == 'null'
end

-- Puts the lines of a change, from ARGV[first] on, in the place of those of the row; empty ones stay out.
local function change(lines, first)
  for i = first, #ARGV do
    if ARGV[i] ~= '' then lines[i - first + 2] = ARGV[i] end
  end
end

local function store(id, lines)
  redis.call('HSET', key, id, table.concat(lines, '\\n'))
end

-- Keeps the hash at least until then: sets its expiry if it has none, or an earlier one.
local function keepUntil(expires)
  redis.call('PEXPIREAT', key, expires, 'NX')
  redis.call('PEXPIREAT', key, expires, 'GT')
end

-- The ids and rows of all sessions that are live, by id. The dead are deleted, and the hash then kept as
-- long as the last of the others.
local function liveRows(now)
  local live, latest, pruned = {}, 0, false
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local id, row = fields[i], fields[i + 1]
    if isLive(row, now) then
      live[id] = row
      latest = math.max(latest, (datesOf(row)))
    else
      redis.call('HDEL', key, id)
      pruned = true
    end
  end
  if pruned and latest > 0 then redis.call('PEXPIREAT', key, string.format('%.0f', latest)) end
  return live
end
`;

/** id, row, expiry, now, id of the session it replaces or '', most sessions or 0, what to do at the limit */
export const insert = `
local id, row, expires, now, replaces, max, onLimit = unpack(ARGV)
max = tonumber(max)
if redis.call('HEXISTS', key, id) == 1 then return { 'duplicate-id' } end
local removed = {}
if max > 0 then
  local others = {}
  for other, its in pairs(liveRows(now)) do
    if other ~= replaces and isComplete(its) then
      local _, _, created = datesOf(its)
      others[#others + 1] = { id = other, created = created }
    end
  end
  if #others >= max and onLimit == 'reject' then return { 'limit-reached' } end
  table.sort(others, function(a, b)
    if a.created ~= b.created then return a.created > b.created end
    return a.id < b.id
  end)
  for i = max, #others do removed[#removed + 1] = others[i].id end
end
local answer = { #removed > 0 and 'inserted-evicting' or 'inserted' }
if not claim(id, expires) then return { 'duplicate-id' } end
redis.call('HSET', key, id, row)
if replaces ~= '' and redis.call('HEXISTS', key, replaces) == 1 then removed[#removed + 1] = replaces end
for _, other in ipairs(removed) do
  redis.call('HDEL', key, other)
  release(other)
  answer[#answer + 1] = other
end
keepUntil(expires)
-- The dead among a few at random are deleted: they go faster than new ones come, and an insert takes no
-- longer the more there are. What cannot be read is left to whoever asks for it.
local sample = redis.call('HRANDFIELD', key, 8, 'WITHVALUES') or {}
for i = 1, #sample, 2 do
  local isRead, live = pcall(isLive, sample[i + 1], now)
  if isRead and not live then redis.call('HDEL', key, sample[i]) end
end
return answer
`;

/**
 * id, expiry and last renewal as they must be, expiry of the keys, the lines of the change. Gives the id before
 * the last rotation as JSON, whose routing key has to stay as long as the session.
 */
export const renew = `
local id, fromExpires, fromUpdated, expires = unpack(ARGV, 1, 4)
local row = redis.call('HGET', key, id)
if not row then return false end
local lines = split(row)
if lines[2] ~= fromExpires or lines[3] ~= fromUpdated then return false end
change(lines, 5)
store(id, lines)
keepUntil(expires)
extend(id, expires)
if lines[6] ~= 'null' then extend(string.sub(lines[6], 2, -2), expires) end
return lines[6]
`;

/**
 * id, now, new id, expiry of the keys, the lines of the change. Where the change says what the id before
 * was, its routing key stays, as long as the session.
 */
export const rotate = `
local id, now, newId, expires = unpack(ARGV, 1, 4)
local row = redis.call('HGET', key, id)
if not row or not isLive(row, now) then return false end
if redis.call('HEXISTS', key, newId) == 1 or not claim(newId, expires) then return 'duplicate-id' end
local lines = split(row)
change(lines, 5)
store(newId, lines)
redis.call('HDEL', key, id)
keepUntil(expires)
if lines[6] == '"' .. id .. '"' then extend(id, expires) else release(id) end
return 'rotated'
`;

/** id, now, the lines of the change */
export const update = `
local id, now = unpack(ARGV, 1, 2)
local row = redis.call('HGET', key, id)
if not row or not isLive(row, now) then return false end
local lines = split(row)
change(lines, 3)
store(id, lines)
return table.concat(lines, '\\n')
`;

/** id */
export const remove = `
if redis.call('HDEL', key, ARGV[1]) == 0 then return false end
release(ARGV[1])
return 'removed'
`;

/** id to keep, or '' */
export const removeAll = `
local kept = redis.call('HGET', key, ARGV[1])
local expires = kept and string.format('%.0f', (datesOf(kept)))
local removed = {}
for _, id in ipairs(redis.call('HKEYS', key)) do
  if id ~= ARGV[1] then
    removed[#removed + 1] = id
    redis.call('HDEL', key, id)
    release(id)
  end
end
if kept then redis.call('PEXPIREAT', key, expires) end
return removed
`;

/** now */
export const list = `
local answer = {}
for id, row in pairs(liveRows(ARGV[1])) do
  answer[#answer + 1] = id
  answer[#answer + 1] = row
end
return answer
`;

export const count = `
return tostring(redis.call('HLEN', key))
`;
