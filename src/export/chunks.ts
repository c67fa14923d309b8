/** Large enough that a chunk costs little beside its rows, small enough to keep. In UTF-16 code units. */
const chunkLength = 64 * 1024;

/** Gathers text, and gives it as bytes when there is enough for a chunk. */
export function createChunks() {
  const encoder = new TextEncoder();
  let text = '';

  /** All that was not given yet. */
  function rest(): Uint8Array {
    const bytes = encoder.encode(text);
    text = '';
    return bytes;
  }

  return {
    /** A chunk, or `null` while there is not enough. */
    add(more: string): Uint8Array | null {
      text += more;
      return text.length < chunkLength ? null : rest();
    },
    rest,
  };
}
