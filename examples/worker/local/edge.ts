import { type IncomingMessage, type RequestListener, type ServerResponse, request as send } from 'node:http';
import { pipeline } from 'node:stream';
import { addressOf } from '../../shared/web/visit.js';

/**
 * What Cloudflare's edge does: passes requests on to the Worker, and tells it where they came from.
 *
 * @param target gives where the Worker listens
 */
export function createEdge(target: () => URL): RequestListener {
  return (request, response) => {
    const { hostname, port } = target();
    const { method, url, headers, socket } = request;
    const onward = send({
      hostname,
      port,
      method,
      path: url,
      headers: { ...headers, 'cf-connecting-ip': addressOf(socket.remoteAddress) ?? '' },
    });
    onward.once('response', (answer) => passBack(answer, response));
    onward.once('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  };
}

function passBack(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode!, answer.statusMessage, answer.rawHeaders);
  // What breaks off on one side breaks off on the other: a part is not taken for the whole.
  pipeline(answer, response, () => {});
}
