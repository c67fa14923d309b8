import { Uint8ArrayReader, ZipWriter, configure } from '@zip.js/zip.js/index-native.js';

// Entries wait for those of other archives beyond this number, 2 by default, and an archive that nobody reads on would hold up
// all others. No workers are used. This module of the package has settings of its own.
configure({ maxWorkers: Number.MAX_SAFE_INTEGER, chunkSize: 64 * 1024 });

/** What is of one of these types is compressed already. */
const compressed =
  /\.(7z|aac|avif|br|bz2|docx|epub|flac|gif|gz|heic|heif|jar|jpe?g|jxl|lz4|m4[av]|mkv|mov|mp[34]|od[pst]|og[agv]|opus|png|pptx|rar|tgz|web[mp]|wma|wmv|woff2?|xlsx|xz|zip|zst)$/i;

/** An archive while it is being written: one entry, and then the next. */
export interface Archive {
  add(name: string, content: Uint8Array | ReadableStream<Uint8Array>, modifiedAt: Date): Promise<void>;
  /** Writes the directory, without which no reader takes it for an archive. */
  close(): Promise<void>;
}

export function createArchive(writable: WritableStream<Uint8Array>): Archive {
  const writer = new ZipWriter(writable, { useWebWorkers: false });
  return {
    async add(name, content, modifiedAt) {
      await writer.add(name, content instanceof Uint8Array ? new Uint8ArrayReader(content) : content, {
        lastModDate: modifiedAt,
        rawLastModDate: dosTime(modifiedAt),
        ...(compressed.test(name) ? { level: 0 } : {}),
      });
    },
    async close() {
      await writer.close();
    },
  };
}

/** A time in UTC as ZIP has it, which says nothing of time zones; to two seconds, and within what it can hold. */
function dosTime(date: Date): number {
  const year = date.getUTCFullYear() - 1980;
  if (year < 0) return packTime(0, 1, 1, 0, 0, 0);
  if (year > 127) return packTime(127, 12, 31, 23, 59, 58);
  return packTime(year, date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds());
}

function packTime(year: number, month: number, day: number, hours: number, minutes: number, seconds: number): number {
  return ((year << 25) | (month << 21) | (day << 16) | (hours << 11) | (minutes << 5) | (seconds >> 1)) >>> 0;
}
