import type { SqlValue } from './execute.js';

/**
 * A piece of SQL with its values apart. Whatever stands in a template is bound as a value, unless it is
 * a piece itself; and pieces of text are made of quoted names only. So no value ever becomes SQL.
 */
export class Fragment {
  /** One text more than there are values: a value stands between each two. */
  constructor(
    readonly texts: readonly string[],
    readonly values: readonly SqlValue[] = [],
  ) {}
}

export function sql(strings: readonly string[], ...parts: (Fragment | SqlValue)[]): Fragment {
  const texts = [strings[0]!];
  const values: SqlValue[] = [];
  for (const [index, part] of parts.entries()) {
    const fragment = part instanceof Fragment ? part : new Fragment(['', ''], [part]);
    const [first, ...others] = fragment.texts;
    texts[texts.length - 1] += first!;
    texts.push(...others);
    texts[texts.length - 1] += strings[index + 1]!;
    values.push(...fragment.values);
  }
  return new Fragment(texts, values);
}

/** Text that is SQL already: quoted names, keywords. */
export function text(content: string): Fragment {
  return new Fragment([content]);
}

/** The pieces with a comma between each two. */
export function list(fragments: readonly Fragment[]): Fragment {
  return sql(['', ...Array<string>(fragments.length - 1).fill(', '), ''], ...fragments);
}
