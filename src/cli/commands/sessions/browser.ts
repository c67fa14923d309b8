import { printable } from './printable.js';

/** In this order: each names those after it, too. */
const browsers: readonly [name: string, pattern: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//],
];

const systems: readonly [name: string, pattern: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac(?:intosh| OS X)\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

const longest = 40;

/** Browser and system, for an operator to tell sessions apart; what is none of these is shown as it came, cut short. */
export function browserOf(userAgent: string | null): string {
  if (userAgent === null) return '-';
  const [name, pattern] = browsers.find(([, each]) => each.test(userAgent)) ?? [];
  if (!name || !pattern) return cut(printable(userAgent));
  const system = systems.find(([, each]) => each.test(userAgent))?.[0];
  return `${name} ${pattern.exec(userAgent)![1]}${system ? ` on ${system}` : ''}`;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
