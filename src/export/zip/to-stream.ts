/**
 * A stream that asks for a chunk when one is wanted. What the chunks fail with is kept as it is, since whoever
 * reads the stream may write on the error.
 */
export function toStream(chunks: AsyncIterator<Uint8Array>) {
  let failure: { reason: unknown } | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (reason) {
          failure = { reason };
          controller.error(new Error('The content of an entry failed'));
        }
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, failure: () => failure };
}
