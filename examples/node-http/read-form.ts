import type { IncomingMessage } from 'node:http';
import { RequestError } from '../shared/web/failures.js';
import type { Fields } from '../shared/web/visit.js';

/** The fields of a form, as browsers send it; any other body has none. */
export async function readForm(request: IncomingMessage, limit: number): Promise<Fields> {
  const body = await readBody(request, limit);
  const [contentType] = (request.headers['content-type'] ?? '').split(';');
  const isForm = contentType?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
  return isForm ? Object.fromEntries(new URLSearchParams(body)) : {};
}

function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      // The rest is read and dropped, since a browser that is still sending would not see the answer.
      else reject(new RequestError(413, `The form is larger than ${limit} bytes`));
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', () => reject(new RequestError(400, 'The form did not arrive as a whole')));
  });
}
