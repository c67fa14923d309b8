import type { CreatedSession } from '../../../auth/create-session.js';
import type { PendingSession } from '../../../auth/pending-session.js';
import type { ValidSession } from '../../../auth/validate-session.js';
import { SojournError } from '../../../errors/sojourn-error.js';
import { isTrustedOrigin } from '../../../request/origin.js';
import type { UserId } from '../../../session/session.js';
import type { OpenedUserData, SendUserDataOptions } from '../user-data/open-user-data.js';
import { readBearer } from './bearer.js';
import type { Exchange } from './exchange.js';
import { assertFresh, defaultMaxAge } from './freshness.js';
import type { LoginDetails, PendingLoginDetails, Site } from './options.js';

/**
 * A request and who makes it. It validates the session once, however often it is asked, and says with the answer
 * what the browser has to know of it. What its functions do is told in `functions.ts`, where they become public.
 */
export class Visit<User, Id extends UserId, Attributes extends object> {
  readonly #site: Site<User, Id, Attributes>;
  readonly #exchange: Exchange;
  readonly #onKnown: (current: ValidSession<User, Id, Attributes> | null) => void;
  /** The token that came as `Authorization`, where the app takes those; `null` if there is none. */
  readonly #bearer: string | null;
  #validation: Promise<ValidSession<User, Id, Attributes> | null> | undefined;
  #known: ValidSession<User, Id, Attributes> | null | undefined;

  /** @param onKnown told who is asking as soon as that is known, and whenever it changes */
  constructor(
    site: Site<User, Id, Attributes>,
    exchange: Exchange,
    onKnown: (current: ValidSession<User, Id, Attributes> | null) => void = () => {},
  ) {
    this.#site = site;
    this.#exchange = exchange;
    this.#onKnown = onKnown;
    this.#bearer = site.bearer ? readBearer(exchange.header('authorization')) : null;
  }

  /**
   * Who is asking, for those who cannot wait: what `current` found, or what a login or logout made of it.
   *
   * @throws TypeError if the session was not validated yet, or could not be
   */
  get known(): ValidSession<User, Id, Attributes> | null {
    if (this.#known !== undefined) return this.#known;
    throw new TypeError('The session of this request is not known: the session middleware must run first, and succeed');
  }

  current(): Promise<ValidSession<User, Id, Attributes> | null> {
    return (this.#validation ??= this.#validate());
  }

  async requireUser(): Promise<ValidSession<User, Id, Attributes>> {
    return this.#required(await this.current());
  }

  async requireFresh(maxAge = defaultMaxAge): Promise<ValidSession<User, Id, Attributes>> {
    const valid = await this.requireUser();
    assertFresh(this.#site.auth.isFresh, valid.session, maxAge);
    return valid;
  }

  async login(userId: Id, { remember, attributes }: LoginDetails<Attributes> = {}): Promise<ValidSession<User, Id, Attributes>> {
    const before = await this.#currentOfBrowser();
    const details = { ...this.#device(), remember, attributes, replaces: before?.session.id };
    return this.#enter(await this.#site.auth.createSession(userId, details));
  }

  async beginLogin(userId: Id, { pending, remember, attributes }: PendingLoginDetails<Attributes>): Promise<void> {
    await this.#currentOfBrowser();
    const { createSession, pendingCookie } = this.#site.auth;
    const begun = await createSession(userId, { ...this.#device(), remember, attributes, pending });
    this.#exchange.setCookie(pendingCookie.name, pendingCookie.serialize(begun.token, begun.session));
  }

  async pendingLogin(): Promise<PendingSession<User, Id, Attributes> | null> {
    this.#assertOrigin();
    return this.#site.auth.validatePendingSession(this.#pendingToken(), { ipAddress: this.#exchange.ipAddress });
  }

  async completeLogin(): Promise<ValidSession<User, Id, Attributes> | null> {
    const before = await this.#currentOfBrowser();
    const { completePendingSession, pendingCookie } = this.#site.auth;
    const details = { ...this.#device(), replaces: before?.session.id };
    const created = await completePendingSession(this.#pendingToken(), details);
    if (!created) return null;
    this.#exchange.setCookie(pendingCookie.name, pendingCookie.clear());
    return this.#enter(created);
  }

  async reauthenticate(): Promise<ValidSession<User, Id, Attributes>> {
    this.#required(await this.#currentOfBrowser());
    return this.#enter(this.#required(await this.#site.auth.reauthenticate(this.#token(), this.#device())));
  }

  async logout(): Promise<boolean> {
    const before = await this.current();
    let existed = false;
    if (before) {
      const { id, userId } = before.session;
      const { ipAddress } = this.#exchange;
      existed = await this.#site.auth.invalidateSession(id, { userId, reason: 'logout', ipAddress });
    }
    if (this.#bearer === null) this.#setCookie(this.#site.auth.cookie.clear());
    this.#settle(null);
    return existed;
  }

  async openUserData(options: SendUserDataOptions): Promise<OpenedUserData> {
    const { openUserData } = await import('../user-data/open-user-data.js');
    return openUserData(this, this.#site.auth, this.#exchange, options);
  }

  async #validate(): Promise<ValidSession<User, Id, Attributes> | null> {
    this.#assertOrigin();
    const { validateSession, cookie } = this.#site.auth;
    const token = this.#token();
    const current = await validateSession(token, { ipAddress: this.#exchange.ipAddress });
    if (this.#bearer === null) {
      const exchanged = current ? null : await this.#exchangeLegacy();
      if (exchanged) return exchanged;
      if (current?.renewed) this.#setCookie(cookie.serialize(token!, current.session));
      else if (!current && token !== null && this.#mayClear()) this.#setCookie(cookie.clear());
    }
    this.#know(current);
    return current;
  }

  /** The session for that of the former library, where the browser has its cookie. */
  async #exchangeLegacy(): Promise<ValidSession<User, Id, Attributes> | null> {
    const { legacy } = this.#site.auth;
    const header = this.#exchange.header('cookie');
    const former = legacy?.read(header);
    if (!legacy || !former) return null;
    const exchanged = await legacy['~attempt'](former, this.#device());
    if (exchanged === 'nobody') return null;
    // Another request may have had it exchanged, and the session may be over since.
    const current = exchanged && (await this.#accept(exchanged.token));
    if (current || this.#mayClear()) {
      for (const line of legacy.clear(header)) this.#exchange.setCookie(line.slice(0, line.indexOf('=')), line);
    }
    return current;
  }

  /** As `current`, for what is going to set a cookie. */
  #currentOfBrowser(): Promise<ValidSession<User, Id, Attributes> | null> {
    if (this.#bearer === null) return this.current();
    throw new TypeError('This request came with a bearer token, and what is called would set a cookie: call auth itself, and answer with the token');
  }

  /** Sets the cookie of a session that was just made, and gives it with its user. */
  async #enter({ token }: CreatedSession<Id, Attributes>): Promise<ValidSession<User, Id, Attributes>> {
    const after = await this.#accept(token);
    if (!after) throw new SojournError('ERR_USER_NOT_FOUND', 'The user was deleted while signing in');
    this.#validation = Promise.resolve(after);
    return after;
  }

  /** Sets the cookie of a session, unless it is over already, and gives it with its user. */
  async #accept(token: string): Promise<ValidSession<User, Id, Attributes> | null> {
    const { validateSession, cookie } = this.#site.auth;
    const valid = await validateSession(token, { ipAddress: this.#exchange.ipAddress });
    if (!valid) return null;
    this.#setCookie(cookie.serialize(token, valid.session));
    this.#know(valid);
    return valid;
  }

  #settle(current: ValidSession<User, Id, Attributes> | null): void {
    this.#validation = Promise.resolve(current);
    this.#know(current);
  }

  #know(current: ValidSession<User, Id, Attributes> | null): void {
    this.#known = current;
    this.#onKnown(current);
  }

  #setCookie(line: string): void {
    this.#exchange.setCookie(this.#site.auth.cookie.name, line);
  }

  #token(): string | null {
    return this.#bearer ?? this.#site.auth.cookie.read(this.#exchange.header('cookie'));
  }

  #pendingToken(): string | null {
    return this.#site.auth.pendingCookie.read(this.#exchange.header('cookie'));
  }

  #device() {
    return { ipAddress: this.#exchange.ipAddress, userAgent: this.#exchange.header('user-agent') ?? undefined };
  }

  #assertOrigin(): void {
    if (this.#bearer !== null) return;
    const { method, host, isSecure } = this.#exchange;
    const secFetchSite = this.#exchange.header('sec-fetch-site');
    const origin = this.#exchange.header('origin');
    if (isTrustedOrigin({ method, secFetchSite, origin, host, secure: isSecure }, this.#site.allowedOrigins)) return;
    throw new SojournError('ERR_ORIGIN', 'A request that may change something came from another origin');
  }

  /**
   * Only the answer to a navigation clears a dead cookie. Another request may have been sent before a login
   * and be answered after it, and would take the new cookie away.
   */
  #mayClear(): boolean {
    return (this.#exchange.header('sec-fetch-mode') ?? 'navigate') === 'navigate';
  }

  /** Such a request is told by which scheme it may say who it is (RFC 9110, 11.6.1), where that is not by cookie alone. */
  #required<T>(session: T | null): T {
    if (session !== null) return session;
    if (this.#site.bearer) {
      this.#exchange.setHeader('WWW-Authenticate', this.#bearer === null ? 'Bearer' : 'Bearer error="invalid_token"');
    }
    throw new SojournError('ERR_UNAUTHENTICATED', 'This request needs a valid session');
  }
}
