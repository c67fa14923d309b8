import { compile, type Matcher } from './backtracking.js';

interface Search {
  pattern: RegExp;
  text: string;
  from: number;
  result: RegExpExecArray | null;
}

/**
 * Runs a function and counts the steps of all regular expressions it executes, as a plain backtracking engine
 * takes them. The result of each is compared with that of the real engine, so that the count is of the same search.
 */
export function countSteps(work: () => unknown): number {
  let steps = 0;
  for (const search of recordSearches(work)) steps += countSearch(search);
  return steps;
}

/** What `test`, `replace` and `split` do passes through `RegExp.prototype.exec` once it is not the built-in one. */
function recordSearches(work: () => unknown): Search[] {
  const { exec } = RegExp.prototype;
  const searches: Search[] = [];
  // oxlint-disable-next-line no-extend-native
  RegExp.prototype.exec = function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const result = exec.call(this, text);
    searches.push({ pattern: this, text, from, result });
    return result;
  };
  try {
    work();
  } finally {
    // oxlint-disable-next-line no-extend-native
    RegExp.prototype.exec = exec;
  }
  return searches;
}

const compiled = new Map<string, Matcher>();

function countSearch({ pattern, text, from, result }: Search): number {
  const key = String(pattern);
  const matcher = compiled.get(key) ?? compile(pattern);
  compiled.set(key, matcher);
  const { steps, match } = matcher(text, from);
  const real = result && [result.index, result[0].length];
  if (String(match) !== String(real)) throw new Error(`${key} matched ${real}, and ${match} where its steps are counted`);
  return steps;
}
