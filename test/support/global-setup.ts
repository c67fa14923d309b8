import type { TestProject } from 'vitest/node';
import { chromiumPath } from './chromium.js';
import { prepare } from './prepare.js';
import { type Missing, findMissingServers, servers } from './servers.js';

declare module 'vitest' {
  export interface ProvidedContext {
    missing: Missing[];
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const missing: Missing[] = await findMissingServers();
  if (chromiumPath === undefined) missing.push('Chromium');
  const lacks = missing.map((name) => (name === 'Chromium' ? 'Chromium' : `${name} at ${servers[name]}`));
  if (lacks.length > 0 && process.env.CI) throw new Error(`CI needs ${lacks.join(' and ')}`);
  await prepare();
  project.provide('missing', missing);
  return () => {
    for (const each of lacks) console.log(`NOT TESTED, because it is not there: ${each}`);
  };
}
