import type { Auth } from '../../auth/create-auth.js';
import type { SessionDetails } from '../../auth/create-session.js';
import type { ValidSession } from '../../auth/validate-session.js';
import { SojournError } from '../../errors/sojourn-error.js';
import { assertOrigins, isTrustedOrigin } from '../../request/origin.js';
import { assertObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';

/** What is used of a Node request. Structural, so that every framework's own type fits. */
export interface HttpRequest {
  method?: string | undefined;
  headers: { [name: string]: string | string[] | undefined };
  socket: { remoteAddress?: string | undefined };
}

/** What is used of a Node response. */
export interface HttpResponse {
  getHeader(name: string): number | string | readonly string[] | undefined;
  setHeader(name: string, value: string | readonly string[]): unknown;
}

export interface HttpOptions {
  /** Origins beside the app's own that may send unsafe requests, each as `https://host[:port]`. Default none. */
  allowedOrigins?: readonly string[];
}

/** What a framework knows better than the bare request, behind a proxy for example. */
export interface Surroundings<Request> {
  ipAddress(request: Request): string | undefined;
  isSecure(request: Request): boolean;
}

/** The functions of `auth` that an integration calls. */
export type AuthForHttp<User, Id extends UserId, Attributes extends object> = Pick<
  Auth<User, Id, Attributes>,
  'createSession' | 'validateSession' | 'invalidateSession' | 'cookie'
>;

/** What of a session a login through an integration may say; address and browser are read off the request. */
export type LoginDetails<Attributes extends object> = Pick<SessionDetails<Attributes>, 'remember' | 'attributes'>;

/** Sessions over HTTP, for one `auth`; what the integrations have in common. */
export function createHttpSessions<Request extends HttpRequest, User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions,
  surroundings: Surroundings<Request>,
) {
  assertObject(auth, 'auth');
  assertObject(options, 'options');
  const { allowedOrigins = [] } = options;
  assertOrigins(allowedOrigins, 'allowedOrigins');
  type Current = ValidSession<User, Id, Attributes> | null;
  const validations = new WeakMap<Request, Promise<Current>>();

  function assertOrigin(request: Request): void {
    const trusted = isTrustedOrigin(
      {
        method: request.method ?? 'GET',
        secFetchSite: single(request.headers['sec-fetch-site']),
        origin: single(request.headers.origin),
        host: single(request.headers.host ?? request.headers[':authority']),
        secure: surroundings.isSecure(request),
      },
      allowedOrigins,
    );
    if (!trusted) throw new SojournError('ERR_ORIGIN', 'A request that may change something came from another origin');
  }

  function setCookie(response: HttpResponse, cookie: string): void {
    const others = listOf(response.getHeader('Set-Cookie')).filter((each) => !each.startsWith(`${auth.cookie.name}=`));
    response.setHeader('Set-Cookie', [...others, cookie]);
    response.setHeader('Cache-Control', 'no-store');
    const vary = listOf(response.getHeader('Vary')).join(', ');
    if (!/(^|,)\s*(cookie|\*)\s*(,|$)/i.test(vary)) response.setHeader('Vary', vary ? `${vary}, Cookie` : 'Cookie');
  }

  async function validate(request: Request, response: HttpResponse): Promise<Current> {
    assertOrigin(request);
    const token = auth.cookie.read(single(request.headers.cookie));
    const current = await auth.validateSession(token);
    if (current?.renewed) setCookie(response, auth.cookie.serialize(token!, current.session));
    else if (!current && token !== null && mayClear(request)) setCookie(response, auth.cookie.clear());
    return current;
  }

  function current(request: Request, response: HttpResponse): Promise<Current> {
    let validation = validations.get(request);
    if (!validation) {
      validation = validate(request, response);
      validations.set(request, validation);
    }
    return validation;
  }

  return {
    /**
     * Who is asking: checks the origin, reads the cookie, validates it, sends it again if the session
     * was renewed and, on a navigation, clears it if the session is gone. Once a request, however often
     * it is called.
     */
    current,

    /** As `current`, but no valid session is an error: `ERR_UNAUTHENTICATED`, status 401. */
    async requireUser(request: Request, response: HttpResponse): Promise<NonNullable<Current>> {
      const valid = await current(request, response);
      if (!valid) throw new SojournError('ERR_UNAUTHENTICATED', 'This request needs a valid session');
      return valid;
    },

    /**
     * Signs the user in: creates a session with the address and browser of the request, sets its cookie
     * and gives it with its user. A session that the request already had is ended (ASVS 5.0 7.2.4).
     */
    async login(
      request: Request,
      response: HttpResponse,
      userId: Id,
      details: LoginDetails<Attributes> = {},
    ): Promise<NonNullable<Current>> {
      const before = await current(request, response);
      const { token, session } = await auth.createSession(userId, {
        ipAddress: surroundings.ipAddress(request)?.replace(/^::ffff:(?=\d+\.)/, ''),
        userAgent: single(request.headers['user-agent']),
        remember: details.remember,
        attributes: details.attributes,
      });
      if (before) await auth.invalidateSession(before.session.id);
      const after = await auth.validateSession(token);
      if (!after) throw new SojournError('ERR_USER_NOT_FOUND', 'The user was deleted while signing in');
      setCookie(response, auth.cookie.serialize(token, session));
      validations.set(request, Promise.resolve(after));
      return after;
    },

    /**
     * Ends the session of the request and clears the cookie; tells whether there was one. If storage
     * fails the cookie stays, since the session may live on.
     */
    async logout(request: Request, response: HttpResponse): Promise<boolean> {
      const before = await current(request, response);
      const existed = before !== null && (await auth.invalidateSession(before.session.id));
      setCookie(response, auth.cookie.clear());
      validations.set(request, Promise.resolve(null));
      return existed;
    },
  };
}

/**
 * Only the answer to a navigation clears a dead cookie. Another request may have been sent before a login
 * and be answered after it, and would take the new cookie away.
 */
function mayClear({ headers }: HttpRequest): boolean {
  return (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join('; ') : value;
}

function listOf(value: number | string | readonly string[] | undefined): string[] {
  return value === undefined ? [] : typeof value === 'object' ? [...value] : [String(value)];
}
