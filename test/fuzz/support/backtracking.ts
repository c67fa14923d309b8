/** Where a search matched, as index and length, and how many steps it took: tests of a character, and returns. */
export type Matcher = (text: string, from: number) => { steps: number; match: [number, number] | null };

/** Goes on at a place; `false` where nothing matches from there. */
type Continue = (at: number) => number | false;
type Node = (at: number, next: Continue) => number | false;

/**
 * A matcher that tries what the standard says a regular expression tries, in its order, without the shortcuts
 * of a real engine. Knows what the patterns of the sources are made of, and throws for anything else.
 */
export function compile(pattern: RegExp): Matcher {
  return new Compiler(pattern).compile();
}

class Compiler {
  #at = 0;
  #steps = 0;
  #text = '';
  readonly #source: string;
  readonly #flags: string;

  constructor(readonly pattern: RegExp) {
    this.#source = pattern.source;
    this.#flags = pattern.flags.replaceAll(/[gy]/g, '');
    if (/[^gyi]/.test(pattern.flags)) throw new Error(`No steps are known for the flags of ${String(pattern)}`);
  }

  compile(): Matcher {
    const node = this.#alternatives();
    if (this.#at < this.#source.length) this.#fail();
    return (text, from) => {
      this.#text = text;
      this.#steps = 0;
      const last = this.pattern.sticky ? from : text.length;
      for (let start = from; start <= last; start++) {
        const end = node(start, (at) => at);
        if (end !== false) return { steps: this.#steps, match: [start, end - start] };
      }
      return { steps: this.#steps, match: null };
    };
  }

  #fail(): never {
    throw new Error(`No steps are known for ${String(this.pattern)} from character ${this.#at} on`);
  }

  #alternatives(): Node {
    const choices = [this.#sequence()];
    while (this.#take('|')) choices.push(this.#sequence());
    if (choices.length === 1) return choices[0]!;
    return (at, next) => {
      for (const choice of choices) {
        this.#steps++;
        const end = choice(at, next);
        if (end !== false) return end;
      }
      return false;
    };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) parts.push(this.#term());
    return (at, next) => {
      const run = (index: number, place: number): number | false =>
        index === parts.length ? next(place) : parts[index]!(place, (after) => run(index + 1, after));
      return run(0, at);
    };
  }

  #term(): Node {
    if (this.#take('^')) return (at, next) => this.#count(at === 0) ? next(at) : false;
    if (this.#take('$')) return (at, next) => this.#count(at === this.#text.length) ? next(at) : false;
    for (const [start, behind, wanted] of [['(?=', false, true], ['(?!', false, false], ['(?<!', true, false], ['(?<=', true, true]] as const) {
      if (this.#take(start)) return this.#look(behind, wanted);
    }
    if (this.#take('(?:') || this.#take('(')) {
      const group = this.#alternatives();
      if (!this.#take(')')) this.#fail();
      return this.#quantified(group, false);
    }
    return this.#quantified(this.#character(), true);
  }

  #look(behind: boolean, wanted: boolean): Node {
    const start = this.#at;
    const inner = this.#alternatives();
    if (!this.#take(')')) this.#fail();
    // Behind stands one class in each pattern there is, so that the place is one before.
    if (behind && !/^(?:\[(?:[^\]\\]|\\.)*\]|\\?.)\)/.test(this.#source.slice(start))) this.#fail();
    return (at, next) => {
      const place = behind ? at - 1 : at;
      const found = place >= 0 && inner(place, (end) => end) !== false;
      return found === wanted ? next(at) : false;
    };
  }

  /** A class, an escape or a character by itself. What it stands for the real engine says, one character at a time. */
  #character(): Node {
    const [unit] = this.#match(/^(?:\[(?:[^\]\\]|\\.)*\]|\\x[0-9a-f]{2}|\\[^bBkpPu\d]|[^*+?{}()[\]|\\^$])/) ?? this.#fail();
    const single = new RegExp(`^(?:${unit})$`, this.#flags);
    const known = new Map<string, boolean>();
    return (at, next) => {
      const character = this.#text.charAt(at);
      const fits = character !== '' && (known.get(character) ?? single.test(character));
      known.set(character, fits);
      return this.#count(fits) ? next(at + 1) : false;
    };
  }

  #quantified(node: Node, isCharacter: boolean): Node {
    const sign = this.#match(/^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/);
    if (!sign) return node;
    if (this.#source.charAt(this.#at) === '?') this.#fail();
    const [least, most] = readBounds(sign);
    return isCharacter ? this.#repeatCharacter(node, least, most) : this.#repeatGroup(node, least, most);
  }

  /** Takes as many as there are, then gives them back one by one. */
  #repeatCharacter(node: Node, least: number, most: number): Node {
    return (at, next) => {
      let count = 0;
      while (count < most && node(at + count, (end) => end) !== false) count++;
      for (; count >= least; count--) {
        this.#steps++;
        const end = next(at + count);
        if (end !== false) return end;
      }
      return false;
    };
  }

  #repeatGroup(node: Node, least: number, most: number): Node {
    return (start, next) => {
      const run = (count: number, at: number): number | false => {
        this.#steps++;
        const end = count < most && node(at, (after) => (after > at || count < least ? run(count + 1, after) : false));
        if (end !== false) return end;
        return count >= least ? next(at) : false;
      };
      return run(0, start);
    };
  }

  #count(fits: boolean): boolean {
    this.#steps++;
    return fits;
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.#source.slice(this.#at));
    this.#at += match?.[0].length ?? 0;
    return match;
  }
}

function readBounds([sign, least, comma, most]: RegExpExecArray): [number, number] {
  if (sign === '*') return [0, Infinity];
  if (sign === '+') return [1, Infinity];
  if (sign === '?') return [0, 1];
  return [Number(least), comma === undefined ? Number(least) : most === '' ? Infinity : Number(most)];
}
