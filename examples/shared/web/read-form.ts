import { RequestError } from './failures.js';
import type { Fields } from './visit.js';

/** The fields of a form, as browsers send it; any other body has none. */
export async function readForm(request: Request, limit: number): Promise<Fields> {
  const body = await readBody(request, limit);
  const [contentType] = (request.headers.get('content-type') ?? '').split(';');
  const isForm = contentType?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
  return isForm ? Object.fromEntries(new URLSearchParams(body)) : {};
}

async function readBody(request: Request, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    // The rest is read and dropped, since a browser that is still sending would not see the answer.
    if (size <= limit) text += decoder.decode(chunk, { stream: true });
  }
  if (size > limit) throw new RequestError(413, `The form is larger than ${limit} bytes`);
  return text + decoder.decode();
}
