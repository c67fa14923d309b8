/** Beyond it file systems refuse a name. In bytes of UTF-8. */
const longestPart = 255;
/** Beyond it they refuse the whole. */
const longestPath = 4000;

/** Control characters, those that turn the direction of writing, line separators, and what Windows refuses. */
// oxlint-disable-next-line no-control-regex
const unusable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069<>:"|?*]/g;
/** Names of devices on Windows, whatever follows their first dot. */
const device = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?= *(\.|$))/i;

/** Gives each entry of one archive a name that every file system takes, and that no other has. */
export function createSafeNames() {
  /** What stands under a name, as file systems compare it that know no case. */
  const taken = new Map<string, 'file' | 'folder'>();
  /** The next number for a name that is taken, so that a thousand alike are not counted through each time. */
  const numbers = new Map<string, number>();

  function keyOf(path: string): string {
    return path.normalize('NFC').toLowerCase();
  }

  /** A folder or file of this name, or with a number where something else has it already. */
  function claim(folder: string, part: string, kind: 'file' | 'folder'): string {
    const key = `${kind} ${keyOf(folder + part)}`;
    for (let number = numbers.get(key) ?? 1; ; number++) {
      const path = folder + (number === 1 ? part : withSuffix(part, ` (${number})`));
      const owner = taken.get(keyOf(path));
      if (owner !== undefined && !(owner === 'folder' && kind === 'folder')) continue;
      taken.set(keyOf(path), kind);
      if (number > 1) numbers.set(key, kind === 'file' ? number + 1 : number);
      return path;
    }
  }

  /** @param folder one of this library's own, with its slash, or nothing */
  return function safeName(folder: string, name: string): string {
    const parts = partsOf(name);
    const last = parts.pop() ?? 'unnamed';
    const parent = parts.reduce((path, part) => `${claim(path, part, 'folder')}/`, folder);
    return claim(parent, last, 'file');
  };
}

/** What is left of a path, without what leads elsewhere: `..`, a root, a drive. */
function partsOf(name: string): string[] {
  const parts = name.toWellFormed().split(/[/\\]/).map(safePart).filter((part) => part !== '');
  // Of a path that is too long the end tells most.
  let room = longestPath;
  const first = parts.findLastIndex((part) => (room -= bytesOf(part) + 1) < 0);
  return parts.slice(first + 1);
}

function safePart(part: string): string {
  const usable = part
    .replaceAll(unusable, '_')
    // Windows drops them, and two names would be one.
    .replace(/^ +|[ .]+$/g, '')
    .replace(device, '_$1');
  return withSuffix(usable, '');
}

/** The name with more before its extension, cut where it would be too long. */
function withSuffix(part: string, suffix: string): string {
  const [, stem = part, extension = ''] = /^(.+)(\.[^.]{1,16})$/s.exec(part) ?? [];
  const room = longestPart - bytesOf(suffix + extension);
  return (bytesOf(stem) <= room ? stem : cut(stem, room)) + suffix + extension;
}

/** As many whole characters as fit. */
function cut(text: string, bytes: number): string {
  let length = 0;
  let kept = '';
  for (const character of text) {
    length += bytesOf(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept.replace(/[ .]+$/, '');
}

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
