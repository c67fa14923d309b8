import { expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';

const adapter = memoryAdapter();
const { renewSession: _, ...withoutRenewal } = adapter;

test.each([
  ['options', undefined],
  ['options', null],
  ['options', 'adapter'],
  ['adapter', {}],
  ['adapter', { adapter: null }],
  ['adapter', { adapter: withoutRenewal }],
  ['adaptor', { adaptor: adapter, adapter }],
  ['attributes', { adapter, attributes: 'x' }],
  ['onEvent', { adapter, onEvent: {} }],
  ['now', { adapter, now: 5 }],
  ['exports', { adapter, exports: [] }],
  ['exports.notes', { adapter, exports: { notes: [] } }],
  ['exports.user', { adapter, exports: { user: () => [] } }],
  ['exports.sessions', { adapter, exports: { sessions: () => [] } }],
  ['exports.format', { adapter, exports: { format: () => [] } }],
  ['intendedExports', { adapter, intendedExports: 'user.pin' }],
  ['intendedExports', { adapter, intendedExports: [5] }],
])('createAuth refuses a wrong option, naming it: %s', (option, options) => {
  expect(() => createAuth(options as never)).toThrow(TypeError);
  expect(() => createAuth(options as never)).toThrow(`"${option}"`);
});

test('a clock that gives no valid date is misuse, and nothing is stored', async () => {
  for (const time of [new Date(NaN), 5, undefined]) {
    const auth = createAuth({ adapter: memoryAdapter(), now: () => time as Date });
    await expect(auth.createSession('ada')).rejects.toThrow('"now"');
  }
});
