import { memoryAdapter } from '../../../dist/memory.js';
import { testStorageAdapter } from '../../../dist/testing.js';
import { perhapsBroken, test } from './runner.mjs';

const users = new Set();
const create = () =>
  memoryAdapter({ loadUser: (/** @type {number} */ id) => (users.has(id) ? { id } : null), deleteUser: (id) => users.delete(id) });
let adapter = create();
let created = 0;

const unreachable = Object.fromEntries(
  Object.keys(adapter).map((verb) => [verb, () => Promise.reject(new Error('The storage cannot be reached'))]),
);

testStorageAdapter(test, {
  createAdapter: () => perhapsBroken(adapter),
  createUnreachableAdapter: () => /** @type {typeof adapter} */ (/** @type {unknown} */ (unreachable)),
  async createUser() {
    users.add(++created);
    return created;
  },
  async deleteUser(userId) {
    users.delete(userId);
  },
  async readSession(sessionId) {
    const [found] = await adapter.findSessions([sessionId]);
    return found?.session ?? null;
  },
  async reset() {
    adapter = create();
  },
});
