import type { RunScript } from './client.js';
import { type Placement, findLibrary, routingKey, toFound, userKey } from './placement.js';
import { toRows, toText } from './replies.js';

/** Scripts see one key, and leave the routing keys to the steps before and after them. */
const prelude = `
local key = KEYS[1]
local function claim() return true end
local function extend() end
local function release() end
`;

const read = `return redis.call('GET', KEYS[1])`;

const find = `${findLibrary}
local rows = {}
for i = 2, #ARGV do rows[i - 1] = find(KEYS[1], ARGV[i], ARGV[1]) end
return rows
`;

const claim = `return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PXAT', ARGV[2]) and 'claimed'`;
const extend = `return tostring(redis.call('PEXPIREAT', KEYS[1], ARGV[1], 'GT'))`;
const release = `return tostring(redis.call('DEL', KEYS[1]))`;

/** How many commands a deletion of many routing keys has under way. */
const batchSize = 100;

/** Each key may be on another server: whatever concerns two keys is two round trips. */
export function placeInCluster(prefix: string, run: RunScript): Placement {
  const targetOf = (owner: string) => ({ keys: [userKey(prefix, owner)], prelude, owner });

  async function ownerOf(id: string): Promise<string | null> {
    return toText(await run(read, [routingKey(prefix, id)], []));
  }

  async function findOf(owner: string, ids: readonly string[], previous: boolean) {
    const rows = toRows(await run(find, [userKey(prefix, owner)], [previous ? 'previous' : '', ...ids]));
    return ids.map((id, index) => [id, toFound(rows[index] ?? null)] as const);
  }

  return {
    ofUser: targetOf,

    async ofSession(id) {
      const owner = await ownerOf(id);
      return owner === null ? null : targetOf(owner);
    },

    async findRows(ids, previous) {
      const owners = await Promise.all(ids.map(ownerOf));
      const idsOf = new Map<string, string[]>();
      owners.forEach((owner, index) => {
        if (owner !== null) idsOf.set(owner, [...(idsOf.get(owner) ?? []), ids[index]!]);
      });
      const found = await Promise.all([...idsOf].map(([owner, its]) => findOf(owner, its, previous)));
      const rows = new Map(found.flat());
      return ids.map((id) => rows.get(id) ?? null);
    },

    async claim(id, { owner }, expires) {
      return toText(await run(claim, [routingKey(prefix, id)], [owner!, expires])) !== null;
    },

    async extend(id, expires) {
      await run(extend, [routingKey(prefix, id)], [expires]);
    },

    async release(ids) {
      for (let start = 0; start < ids.length; start += batchSize) {
        const batch = ids.slice(start, start + batchSize);
        // What is to be done was done before; a routing key that stays means nothing, and expires.
        await Promise.allSettled(batch.map((id) => run(release, [routingKey(prefix, id)], [])));
      }
    },
  };
}
