import type { UserId } from '../../session/session.js';
import type { SendUserDataOptions } from '../shared/user-data/download.js';
import type { AskingFunctions } from '../shared/visit/functions.js';
import type { Site } from '../shared/visit/options.js';
import { Visit } from '../shared/visit/visit.js';
import type { WebRequest, WebResponse } from '../shared/web/fetch-types.js';
import type { UserDataAnswer } from '../shared/web/user-data-answer.js';
import type { WebExchange } from '../shared/web/web-exchange.js';

/**
 * A request and who makes it. What the browser has to know of it, the cookie above all, is kept until `respond`, which
 * `handler` calls.
 */
export interface WebVisit<User, Id extends UserId, Attributes extends object> extends AskingFunctions<[], User, Id, Attributes> {
  /**
   * The user's data as a file, for a POST of somebody whose login is fresh: a response whose body is read from the
   * database as fast as the client takes it, with bounded memory. A client that goes away stops the export.
   *
   * What fails before the first bytes rejects, for an error to be answered; what fails later breaks the body off, so
   * that the client does not take a part for the whole.
   *
   * Answer with the response, or cancel its body: until one or the other is over, the user has no further export.
   *
   * @returns the response, and whether all of it was handed over to the server, once that is known
   * @throws TypeError naming the option that is wrong
   * @throws SojournError `ERR_METHOD` (405, with `Allow` set), `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`,
   * `ERR_EXPORT_RUNNING` (429) while another export of the user is sent by this process, and what
   * `exportUserDataStream` fails with
   */
  sendUserData(options?: SendUserDataOptions): Promise<UserDataAnswer>;

  /**
   * The answer with what the browser has to know: the cookie, and that no cache may keep it. A response that needs
   * nothing comes back as it is, any other as a copy with the same status, headers and body. Cookies that it sets itself
   * stay; only one of the same name gives way.
   */
  respond(response: WebResponse): WebResponse;
}

/** The visit of a `Request`. */
export class RequestVisit<User, Id extends UserId, Attributes extends object>
  extends Visit<User, Id, Attributes>
  implements WebVisit<User, Id, Attributes>
{
  readonly #request: WebRequest;
  readonly #exchange: WebExchange;

  constructor(site: Site<User, Id, Attributes>, request: WebRequest, exchange: WebExchange) {
    super(site, exchange);
    this.#request = request;
    this.#exchange = exchange;
  }

  async sendUserData(options: SendUserDataOptions = {}): Promise<UserDataAnswer> {
    const opened = await this.openUserData(options);
    const { answerWithUserData } = await import('../shared/web/user-data-answer.js');
    return answerWithUserData(opened, { client: this.#request.signal, signal: options.signal });
  }

  respond(response: WebResponse): WebResponse {
    return this.#exchange.seal(response);
  }
}
