import type { Context } from '../auth/context.js';
import type { ExportStreamOptions, UserDataSetup } from '../auth/user-data.js';
import { assertNothingLeft, assertObject } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import { formatOf } from './formats/format-of.js';
import { openDocument } from './open-document.js';

/** What a stream reads from. */
export interface ByteSource {
  pull(controller: { enqueue(chunk: Uint8Array): void; close(): void }): Promise<void>;
  cancel(reason: unknown): Promise<void>;
}

/** What stands behind the stream of `exportUserDataStream`. */
export function openStream<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  setup: UserDataSetup<Id>,
  userId: Id,
  options: ExportStreamOptions,
): ByteSource {
  assertObject(options, 'options');
  const { format = 'json', signal, ipAddress = null, onProgress, ...rest } = options;
  assertNothingLeft(rest, 'option of exportUserDataStream');
  if (onProgress !== undefined && typeof onProgress !== 'function') throw new TypeError('"options.onProgress" must be a function');
  const { encode } = formatOf(format);
  const stop = new AbortController();
  const signals = [stop.signal, ...(signal ? [signal] : [])];
  const chunks = read();

  async function* read(): AsyncGenerator<Uint8Array, void> {
    yield* encode(await openDocument(context, setup, userId, { signals, onProgress }));
    context.emit({ type: 'user-data.exported', userId, ipAddress });
  }

  return {
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel(reason) {
      stop.abort(reason);
      await chunks.return();
    },
  };
}
