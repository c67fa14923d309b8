/** A browser without a screen: keeps cookies, follows no redirects, and sends what a browser sends. */
export function createVisitor(origin: string, userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0') {
  const cookies = new Map<string, string>();

  /** Gives the answer as soon as its headers are there. */
  async function open(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${origin}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { 'user-agent': userAgent, ...(cookie ? { cookie } : {}), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/Max-Age=0/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  async function send(...request: Parameters<typeof open>) {
    const response = await open(...request);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, body: new TextDecoder().decode(bytes) };
  }

  function form(fields: Record<string, string>, headers: Record<string, string> = {}) {
    return { method: 'POST', body: new URLSearchParams(fields), headers: { origin, ...headers } };
  }

  return {
    cookies,
    send,
    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }),
    post: (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      send(path, form(fields, headers)),
    /** As `post`, with the body of the answer still to be read. */
    openPost: (path: string, fields: Record<string, string> = {}) => open(path, form(fields)),
  };
}
