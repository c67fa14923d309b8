import { readFileSync } from 'node:fs';
import { type Answer, asset } from './answers.js';

export const assets: ReadonlyMap<string, Answer> = new Map([
  ['/styles.css', asset('text/css; charset=utf-8', read('styles.css'))],
  ['/download.js', asset('text/javascript; charset=utf-8', read('download.js'))],
  ['/icon.svg', asset('image/svg+xml', read('icon.svg'))],
]);

function read(name: string): string {
  return readFileSync(new URL(`../views/${name}`, import.meta.url), 'utf8');
}
