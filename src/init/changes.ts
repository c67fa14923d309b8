import { type Insertion, type FileChange, changeOf } from './insertions.js';

/** What goes into one file. */
export interface Addition {
  file: string;
  insertions: readonly Insertion[];
}

/**
 * The additions file by file; those that add nothing are none.
 *
 * @param schema the texts of the files by name
 * @param like the file whose line ends a new one takes over
 */
export function changesOf(schema: Readonly<Record<string, string>>, like: string, additions: readonly Addition[]): FileChange[] {
  const files = [...new Set(additions.map(({ file }) => file))];
  return files.flatMap((file) => {
    const insertions = additions.filter((each) => each.file === file).flatMap((each) => each.insertions);
    return insertions.length === 0 ? [] : [changeOf(file, schema[file] ?? null, insertions, schema[file] ?? schema[like])];
  });
}
