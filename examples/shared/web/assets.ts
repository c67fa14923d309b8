import { type Answer, asset } from './answers.js';
import { readAsset } from './read-asset.js';

export const assets: ReadonlyMap<string, Answer> = new Map([
  ['/styles.css', asset('text/css; charset=utf-8', readAsset('styles.css'))],
  ['/download.js', asset('text/javascript; charset=utf-8', readAsset('download.js'))],
  ['/icon.svg', asset('image/svg+xml', readAsset('icon.svg'))],
]);
