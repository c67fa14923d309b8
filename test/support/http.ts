import type { RequestListener, Server } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  setCookie: string[];
  body: string;
}

/** A server on a free port of the loopback interface; closed by `close`. */
export async function serve(listener: RequestListener) {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    /** Sends a request with exactly these headers, which `fetch` would not allow. */
    request(path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}) {
      return new Promise<Answer>((resolve, reject) => {
        const outgoing = send({ host: '127.0.0.1', port, path, method, headers }, (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (part: string) => (body += part));
          response.on('end', () =>
            resolve({
              status: response.statusCode!,
              headers: response.headers,
              setCookie: response.headers['set-cookie'] ?? [],
              body,
            }),
          );
        });
        outgoing.on('error', reject);
        outgoing.end();
      });
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
