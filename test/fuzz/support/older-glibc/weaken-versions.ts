/** The section of an ELF file that says which versions of which libraries it needs. */
const versionsNeeded = 0x6ffffffe;
/** The flag with which a version that is not there is no reason to refuse the file. */
const weak = 2;

/**
 * A copy of a 64-bit little-endian ELF file that can be loaded where the versions are not there. Symbols of
 * theirs must then come from elsewhere. Throws if the file does not ask for each of the versions.
 */
export function weakenVersions(elf: Buffer, versions: readonly string[]): Buffer {
  const copy = Buffer.from(elf);
  const sections = readSections(copy);
  const needed = sections.find(({ type }) => type === versionsNeeded);
  if (!needed) throw new Error('The file asks for no versions');
  const names = sections[needed.link]!.offset;
  const found = readVersions(copy, needed.offset).filter(({ name }) => versions.includes(readText(copy, names + name)));
  if (found.length !== versions.length) throw new Error(`The file does not ask for ${versions.join(' and ')}`);
  for (const { flags } of found) copy.writeUInt16LE(copy.readUInt16LE(flags) | weak, flags);
  return copy;
}

function readSections(elf: Buffer): { type: number; offset: number; link: number }[] {
  const start = Number(elf.readBigUInt64LE(0x28));
  const size = elf.readUInt16LE(0x3a);
  return Array.from({ length: elf.readUInt16LE(0x3c) }, (_, index) => {
    const at = start + index * size;
    return { type: elf.readUInt32LE(at + 4), offset: Number(elf.readBigUInt64LE(at + 24)), link: elf.readUInt32LE(at + 40) };
  });
}

/** Of each version the place of its flags and that of its name among the names. */
function readVersions(elf: Buffer, start: number): { flags: number; name: number }[] {
  const versions = [];
  for (let library = start, step = -1; step !== 0; library += step) {
    step = elf.readUInt32LE(library + 12);
    let at = library + elf.readUInt32LE(library + 8);
    for (let left = elf.readUInt16LE(library + 2); left > 0; left--) {
      versions.push({ flags: at + 4, name: elf.readUInt32LE(at + 8) });
      at += elf.readUInt32LE(at + 12);
    }
  }
  return versions;
}

function readText(elf: Buffer, at: number): string {
  return elf.toString('latin1', at, elf.indexOf(0, at));
}
