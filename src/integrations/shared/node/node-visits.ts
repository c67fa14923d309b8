import type { ValidSession } from '../../../auth/validate-session.js';
import type { UserId } from '../../../session/session.js';
import type { SendUserDataOptions } from '../user-data/download.js';
import { type AuthForHttp, type HttpOptions, readOptions } from '../visit/options.js';
import { Visit } from '../visit/visit.js';
import type { StreamingResponse } from './hand-over.js';
import { type HttpRequest, type HttpResponse, NodeExchange, type Surroundings } from './node-exchange.js';
import { type SessionState, stateOf } from './session-state.js';

/**
 * The visits of an app whose requests and responses are those of Node, or can pass for them.
 *
 * @param show puts who is asking where the framework's handlers look for it: as soon as that is known, and whenever it
 * changes
 */
export function createNodeVisits<
  Request extends HttpRequest,
  User,
  Id extends UserId,
  Attributes extends object,
  Response extends HttpResponse = HttpResponse,
>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions,
  surroundings: Surroundings<Request>,
  show: (state: SessionState<User, Id, Attributes>, request: Request, response: Response) => void = () => {},
) {
  const site = readOptions(auth, options);
  const visits = new WeakMap<Request, Visit<User, Id, Attributes>>();

  function visitOf(request: Request, response: Response): Visit<User, Id, Attributes> {
    let visit = visits.get(request);
    if (!visit) {
      const exchange = new NodeExchange(request, response, surroundings);
      visit = new Visit(site, exchange, (current) => show(stateOf(current), request, response));
      visits.set(request, visit);
    }
    return visit;
  }

  return {
    visitOf,

    /**
     * The session and user of a request, or `null`.
     *
     * @throws TypeError if nothing validated the session of this request before, or it failed
     */
    of(request: Request): ValidSession<User, Id, Attributes> | null {
      const visit = visits.get(request);
      if (!visit) throw new TypeError('The session of this request is not known: the session middleware must run first');
      return visit.known;
    },

    /**
     * Sends the user their data as a file, for a POST of somebody whose login is fresh. The response is written
     * as fast as the client reads it, with bounded memory. A client that goes away stops the export.
     *
     * What fails before the first bytes leaves the response alone, for an error to be answered; what fails later destroys it,
     * so that the client does not take a part for the whole. An error handler has to look at `headersSent`.
     *
     * @returns whether all was handed over; false if the client went away
     * @throws TypeError naming the option that is wrong
     * @throws SojournError `ERR_METHOD` (405, with `Allow` set), `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`,
     * `ERR_EXPORT_RUNNING` (429) while another export of the user is sent by this process, and what
     * `exportUserDataStream` fails with
     */
    async sendUserData(request: Request, response: Response & StreamingResponse, options: SendUserDataOptions = {}): Promise<boolean> {
      const { download, close } = await visitOf(request, response).openUserData(options);
      try {
        const { handOver } = await import('./hand-over.js');
        return await handOver(download, response, { signal: options.signal, hasLeft: request.socket.destroyed === true });
      } finally {
        close();
      }
    },
  };
}
