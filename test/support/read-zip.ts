import { crc32, inflateRawSync } from 'node:zlib';

interface ZipEntry {
  name: string;
  method: 'stored' | 'deflated';
  /** As the archive has it: a date and a time of day that say nothing of a time zone. */
  modified: string;
  content: Buffer;
}

/**
 * The entries of an archive by its directory, as a reader finds them that knows nothing of how it was written. What
 * the directory says is compared with the headers and the contents.
 *
 * @throws Error if the archive has no end
 */
export function readZip(bytes: Uint8Array): ZipEntry[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = file.length - 22;
  if (end < 0 || file.readUInt32LE(end) !== 0x06054b50) throw new Error('The archive has no end');
  let count = file.readUInt16LE(end + 10);
  let place = file.readUInt32LE(end + 16);
  if (count === 0xffff || place === 0xffffffff || (end >= 20 && file.readUInt32LE(end - 20) === 0x07064b50)) {
    const large = Number(file.readBigUInt64LE(end - 20 + 8));
    count = Number(file.readBigUInt64LE(large + 32));
    place = Number(file.readBigUInt64LE(large + 48));
  }
  return Array.from({ length: count }, () => {
    if (file.readUInt32LE(place) !== 0x02014b50) throw new Error('The directory is wrong');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => file.readUInt16LE(place + offset)) as [number, number, number];
    const nameBytes = file.subarray(place + 46, place + 46 + nameLength);
    const extra = file.subarray(place + 46 + nameLength, place + 46 + nameLength + extraLength);
    const [size, packedSize, offset] = sizesOf(file.subarray(place, place + 46), extra);
    const entry = readEntry(file, offset, packedSize, nameBytes);
    if (entry.content.length !== size || crc32(entry.content) !== file.readUInt32LE(place + 16)) throw new Error(`${entry.name} is damaged`);
    place += 46 + nameLength + extraLength + commentLength;
    return entry;
  });
}

/** Size, packed size and place of an entry, from the extra field where they have too many bits. */
function sizesOf(header: Buffer, extra: Buffer): [number, number, number] {
  const own = [24, 20, 42].map((offset) => header.readUInt32LE(offset));
  let large = extra;
  while (large.length >= 4 && large.readUInt16LE(0) !== 1) large = large.subarray(4 + large.readUInt16LE(2));
  let next = 4;
  return own.map((value) => (value === 0xffffffff ? Number(large.readBigUInt64LE((next += 8) - 8)) : value)) as [number, number, number];
}

function readEntry(file: Buffer, offset: number, packedSize: number, nameBytes: Buffer): ZipEntry {
  const [nameLength, extraLength] = [file.readUInt16LE(offset + 26), file.readUInt16LE(offset + 28)];
  const isHeader = file.readUInt32LE(offset) === 0x04034b50;
  if (!isHeader || !file.subarray(offset + 30, offset + 30 + nameLength).equals(nameBytes)) throw new Error('A header is wrong');
  const start = offset + 30 + nameLength + extraLength;
  const packed = file.subarray(start, start + packedSize);
  const isStored = file.readUInt16LE(offset + 8) === 0;
  const [time, date] = [file.readUInt16LE(offset + 10), file.readUInt16LE(offset + 12)];
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    name: nameBytes.toString('utf8'),
    method: isStored ? 'stored' : 'deflated',
    modified: `${(date >> 9) + 1980}-${two((date >> 5) & 15)}-${two(date & 31)} ${two(time >> 11)}:${two((time >> 5) & 63)}:${two((time & 31) * 2)}`,
    content: isStored ? packed : inflateRawSync(packed),
  };
}
