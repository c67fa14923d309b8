import { type SessionReply, joinCookies } from './reply-response.js';

type Done = (error?: Error) => void;

/** What is used of an instance of Fastify, whatever server it runs on. */
export interface SessionInstance<Request> {
  hasRequestDecorator(name: string): boolean;
  decorateRequest(name: string, property: { getter(): unknown }): unknown;
  addHook(name: 'onRequest', hook: (request: Request, reply: SessionReply) => Promise<void>): unknown;
  addHook(name: 'onSend', hook: (request: Request, reply: SessionReply, payload: unknown, done: Done) => void): unknown;
}

/**
 * A plugin that belongs to the context which registers it, as `fastify-plugin` would have it, and is there once, however
 * often it is registered.
 *
 * @param stateOf what requests are decorated with, `undefined` if it is not known; without it they are not
 */
export function createPlugin<Request extends object>(
  validate: (request: Request, reply: SessionReply) => Promise<void>,
  stateOf: ((request: Request) => { session: unknown; user: unknown } | undefined) | undefined,
) {
  const registered = new WeakSet<object>();

  /** A child context has that of its parent for its prototype. */
  function isRegistered(instance: object | null): boolean {
    return instance !== null && (registered.has(instance) || isRegistered(Object.getPrototypeOf(instance) as object | null));
  }

  function plugin(instance: SessionInstance<Request>, _options: unknown, done: Done): void {
    if (isRegistered(instance)) return done();
    registered.add(instance);
    if (stateOf) {
      for (const name of ['session', 'user'] as const) {
        if (instance.hasRequestDecorator(name)) {
          return done(new TypeError(`Another plugin has "request.${name}": give "decorators: false"`));
        }
        instance.decorateRequest(name, {
          getter(this: Request) {
            return stateOf(this)?.[name];
          },
        });
      }
    }
    instance.addHook('onRequest', validate);
    instance.addHook('onSend', (_request, reply, _payload, done) => {
      joinCookies(reply);
      done();
    });
    done();
  }

  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'sojourn',
  });
}
