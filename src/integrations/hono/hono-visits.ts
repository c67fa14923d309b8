import type { Context, Next } from 'hono';
import type { UserId } from '../../session/session.js';
import type { Site } from '../shared/visit/options.js';
import { Visit } from '../shared/visit/visit.js';
import type { AddressOf } from '../shared/web/options.js';
import { WebExchange } from '../shared/web/web-exchange.js';
import { asHttpException } from './http-exception.js';

/** A request that is being answered. */
interface Place<User, Id extends UserId, Attributes extends object> {
  visit: Visit<User, Id, Attributes>;
  exchange: WebExchange;
  /** How many middlewares of ours wait for the answer, to seal it. */
  waiting: number;
}

/** The visits of an app of Hono. */
export function createHonoVisits<User, Id extends UserId, Attributes extends object>(
  site: Site<User, Id, Attributes>,
  ipAddress: AddressOf<[context: Context]>,
) {
  type Visitor = Visit<User, Id, Attributes>;
  const places = new WeakMap<Context, Place<User, Id, Attributes>>();

  function placeOf(context: Context): Place<User, Id, Attributes> {
    let place = places.get(context);
    if (!place) {
      const exchange = new WebExchange(context.req.raw, () => ipAddress(context));
      const visit = new Visit(site, exchange, (current) => {
        context.set('session', current?.session ?? null);
        context.set('user', current?.user ?? null);
      });
      place = { visit, exchange, waiting: 0 };
      places.set(context, place);
    }
    return place;
  }

  /** Does something with a visit. Errors are those of Hono. */
  async function run<Result>({ visit, exchange }: Place<User, Id, Attributes>, action: (visit: Visitor) => Promise<Result>) {
    try {
      return await action(visit);
    } catch (error) {
      throw asHttpException(error, exchange);
    }
  }

  return {
    /** The visit of a request that was validated already, if it was. */
    find: (context: Context): Visitor | undefined => places.get(context)?.visit,

    /**
     * What a handler does with the visit.
     *
     * @throws TypeError if no middleware of ours is there to seal the answer
     */
    async act<Result>(context: Context, action: (visit: Visitor) => Promise<Result>): Promise<Result> {
      const place = placeOf(context);
      assertWaiting(place);
      const result = await run(place, action);
      assertWaiting(place);
      return result;
    },

    /** What a middleware does: validates, goes on, and seals what the request was answered with, be it by the error handler. */
    async pass(context: Context, validate: (visit: Visitor) => Promise<unknown>, next: Next): Promise<void> {
      const place = placeOf(context);
      await run(place, validate);
      place.waiting++;
      try {
        await next();
      } finally {
        place.waiting--;
      }
      if (!context.finalized) return;
      const answer = context.res;
      const sealed = place.exchange.seal(answer);
      if (sealed === answer) return;
      // Else the headers of the one before are put on it again, and cookies twice.
      context.res = undefined;
      context.res = sealed;
    },
  };
}

/** Throws unless the answer is still to be sealed: what would be set with it now, nobody would get. */
function assertWaiting({ waiting }: { waiting: number }): void {
  if (waiting > 0) return;
  throw new TypeError('The session middleware must run first, and the answer must not be given yet: the cookie could not be set');
}
