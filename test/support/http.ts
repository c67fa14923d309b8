import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  setCookie: string[];
  body: string;
}

interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
}

/** A server on a free port of the loopback interface; closed by `close`. */
export async function serve(listener: RequestListener) {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  /** Sends a request, and gives the answer as soon as its headers are there; its body is not read. */
  function open(path: string, { method = 'GET', headers = {} }: RequestOptions = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      send({ host: '127.0.0.1', port, path, method, headers }, resolve).on('error', reject).end();
    });
  }

  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    open,
    /** Sends a request with exactly these headers, which `fetch` would not allow. Rejects if the answer breaks off. */
    async request(path: string, options: RequestOptions = {}): Promise<Answer> {
      const response = await open(path, options);
      let body = '';
      response.setEncoding('utf8');
      for await (const part of response) body += part;
      const { statusCode, headers } = response;
      return { status: statusCode!, headers, setCookie: headers['set-cookie'] ?? [], body };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
