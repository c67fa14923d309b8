import { type AuthEvent, type EventListener, type StorageAdapter, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { createToken } from '../../src/session/token.js';
import { day, hour, minute } from '../support/auth.js';

type Adapter = StorageAdapter<{ id: string }, string>;

/** What `openTelemetry` gives. */
export interface Telemetry {
  onEvent: EventListener;
  adapter(storage: Adapter): Adapter;
}

export const ipAddress = '203.0.113.9';
export const userAgent = 'Canary/1.0 (a browser of its own)';
export const userId = 'ada@example.com';

/** Lets every kind of event come up, with telemetry listening; gives the events and all that was secret. */
export async function doEverything(telemetry: Telemetry) {
  const events: AuthEvent[] = [];
  const secrets: string[] = [];
  const sessionIds: string[] = [];
  const storage = memoryAdapter<{ id: string }, string>();
  let failure: ((row: unknown) => unknown) | undefined;
  const failing = new Proxy(storage, {
    get(target, verb: keyof Adapter) {
      return async (...args: never[]) => {
        if (failure) throw failure(args);
        return (target[verb] as (...args: never[]) => unknown)(...args);
      };
    },
  });
  let time = noon;
  const options = {
    adapter: telemetry.adapter(failing),
    rotation: { grace: minute, onReuse: 'revoke' as const },
    now: () => time,
    onEvent: (event: AuthEvent) => {
      events.push(event);
      return telemetry.onEvent(event);
    },
  };
  const auth = createAuth({ ...options, maxSessionsPerUser: 2 });
  const strict = createAuth({ ...options, maxSessionsPerUser: { max: 1, onLimit: 'reject' } });

  /** Notes what must not be exported. */
  async function note<Made extends { token: string; session: { id: string } }>(made: Made | null): Promise<Made> {
    const [found] = await storage.findSessions([made!.session.id]);
    const { secretHash } = found!.session;
    secrets.push(made!.token, made!.token.split('.')[1]!, secretHash, secretHash.split(':')[1]!);
    sessionIds.push(made!.session.id);
    return made!;
  }

  const device = { ipAddress, userAgent };
  const first = await note(await auth.createSession(userId, device));
  const second = await note(await auth.createSession(userId, { ...device, replaces: first.session.id }));
  await note(await auth.createSession(userId, device));
  const begun = await note(await auth.createSession(userId, { ...device, pending: 'second-factor' }));
  await auth.validateSession(begun.token, { ipAddress });
  await auth.validatePendingSession(begun.token, { ipAddress });
  await auth.validatePendingSession(second.token, { ipAddress });
  const completed = await note(await auth.completePendingSession(begun.token));
  await strict.createSession(userId, device).catch(() => null);

  time = after(8 * hour, time);
  await auth.validateSession(completed.token, { ipAddress });
  const rotated = await note(await auth.rotateSession(completed.token, device));
  const again = await note(await auth.reauthenticate(rotated.token, device));
  await auth.updateSession(again.session.id, { attributes: { note: 'canary' } });
  await auth.listSessions(userId);
  await auth.exportUserData(userId);

  const other = await createToken();
  secrets.push(other.token, other.token.split('.')[1]!);
  await auth.validateSession('nonsense', { ipAddress });
  await auth.validateSession(other.token, { ipAddress });
  await auth.validateSession(`${again.session.id}.${other.token.split('.')[1]}`, { ipAddress });
  time = after(2 * minute, time);
  await auth.validateSession(rotated.token, { ipAddress });

  const ended = await note(await auth.createSession(userId, device));
  await auth.invalidateSession(ended.session.id, { userId, reason: 'logout', ipAddress });
  const expired = await note(await auth.createSession(userId, device));
  time = after(7 * day, time);
  await auth.validateSession(expired.token, { ipAddress });
  await auth.invalidateUserSessions(userId, { reason: 'password-change', ipAddress });
  await auth.deleteExpiredSessions();
  await note(await auth.createSession(userId, device));
  await auth.eraseUserData(userId, { ipAddress });

  const last = await note(await auth.createSession(userId, device));
  for (const make of failuresOf(last.token, secrets)) {
    failure = make;
    await auth.createSession(userId, device).catch(() => null);
    await auth.validateSession(last.token, { ipAddress }).catch(() => null);
    await auth.deleteExpiredSessions().catch(() => null);
    await auth.eraseUserData(userId, { ipAddress }).catch(() => null);
  }
  return { events, secrets, sessionIds };
}

/** Errors as databases give them, which quote what they were given; and some that no database gives. */
function failuresOf(token: string, secrets: readonly string[]): ((args: unknown) => unknown)[] {
  const hash = secrets.find((secret) => secret.startsWith('sha256:'))!;
  const quote = (args: unknown) => JSON.stringify(args);
  return [
    (args) => Object.assign(new Error(`Failing row contains ${quote(args)}`), { code: '23502', detail: quote(args) }),
    (args) => Object.assign(new TypeError(`Invalid call with ${quote(args)} and ${token}`), { clientVersion: '7' }),
    () => Object.assign(new Error(hash), { code: hash, name: hash, cause: new Error(token) }),
    (args) => quote(args) + token,
    () => ({ code: 11_000, message: hash }),
    () => undefined,
  ];
}
