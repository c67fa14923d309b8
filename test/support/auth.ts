import { type AuthEvent, type AuthOptions, type StorageAdapter, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { after, noon } from '../../src/testing/fixtures.js';

type Options = Omit<AuthOptions<{ id: string }, string, object>, 'adapter' | 'now' | 'onEvent'>;

/** An auth in memory whose clock stands at noon until it is moved, with what it did on record. */
export function setUp(options: Options & { adapter?: StorageAdapter<{ id: string }, string> } = {}) {
  const { adapter = memoryAdapter<{ id: string }, string>(), ...others } = options;
  const clock = {
    time: noon,
    advance(milliseconds: number) {
      this.time = after(milliseconds, this.time);
    },
  };
  const calls: string[] = [];
  const events: AuthEvent[] = [];
  const recording = new Proxy(adapter, {
    get(target, verb: keyof StorageAdapter) {
      return (...args: never[]) => {
        calls.push(verb);
        return (target[verb] as (...args: never[]) => unknown)(...args);
      };
    },
  });
  const auth = createAuth<{ id: string }, string>({
    ...(others as object),
    adapter: recording,
    now: () => clock.time,
    onEvent: (event) => void events.push(event),
  });
  return { auth, adapter, clock, calls, events };
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
