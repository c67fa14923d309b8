/** What a request says of where it comes from. Header values as received; absent ones `undefined` or `null`. */
export interface RequestOrigin {
  method: string;
  /** `Sec-Fetch-Site` */
  secFetchSite?: string | null | undefined;
  /** `Origin` */
  origin?: string | null | undefined;
  /** `Host`, or the host the app is known by */
  host?: string | null | undefined;
  /** Whether the request is known to have come by https. Default false. */
  secure?: boolean | undefined;
}

/** Not by `toUpperCase`, which makes ASCII letters of some others: `opt\u0131ons` becomes OPTIONS. */
const safeMethods = /^(?:GET|HEAD|OPTIONS|TRACE)$/i;

/**
 * Whether a request may act for the user whose cookie it carries (ASVS 5.0 3.5.1, against cross-site
 * request forgery). Safe methods may, so they must change nothing. Others need, in this order:
 *
 * 1. an `Origin` in `allowedOrigins`; or
 * 2. `Sec-Fetch-Site: same-origin`, or `none`, which is the user's own doing; or
 * 3. if the browser sends no `Sec-Fetch-Site`, an `Origin` whose host and port are those of `Host`, and
 *    whose scheme is not http if the request came by https.
 *
 * A request with neither header is refused: browsers send `Origin` with every unsafe request.
 *
 * @param allowedOrigins further origins that may, each as `https://host[:port]`
 */
export function isTrustedOrigin(request: RequestOrigin, allowedOrigins: readonly string[] = []): boolean {
  if (safeMethods.test(request.method)) return true;
  const { origin, secFetchSite, host } = request;
  if (origin && allowedOrigins.includes(origin)) return true;
  if (secFetchSite) return secFetchSite === 'same-origin' || secFetchSite === 'none';
  if (!origin || !host) return false;
  const source = parseOrigin(origin);
  if (!source || (request.secure && source.protocol !== 'https:')) return false;
  return parseOrigin(`${source.protocol}//${host}`)?.host === source.host;
}

/**
 * Throws unless every entry is an origin in the form that browsers send: scheme and host in lower case,
 * no default port, no path.
 */
export function assertOrigins(origins: unknown, option: string): asserts origins is readonly string[] {
  if (Array.isArray(origins) && origins.every((origin) => typeof origin === 'string' && parseOrigin(origin)?.origin === origin)) return;
  throw new TypeError(`"${option}" option must be an array of origins such as 'https://example.com'`);
}

function parseOrigin(text: unknown): URL | null {
  if (typeof text !== 'string' || !/^https?:\/\/[!"$-)+-.0->A-[\]-~]+$/i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}
