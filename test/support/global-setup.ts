import type { TestProject } from 'vitest/node';
import { chromiumPath } from './chromium.js';
import { prepare } from './prepare.js';
import { canStartRedis } from './redis-servers.js';
import { type Missing, type ServerName, findMissingServers, servers } from './servers.js';
import { findMissingTools } from './tools.js';

declare module 'vitest' {
  export interface ProvidedContext {
    missing: Missing[];
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const missing: Missing[] = await findMissingServers();
  if (!canStartRedis) missing.push('redis-server');
  if (chromiumPath === undefined) missing.push('Chromium');
  missing.push(...findMissingTools());
  const lacks = missing.map((name) => (name in servers ? `${name} at ${servers[name as ServerName]}` : name));
  if (lacks.length > 0 && process.env.CI) throw new Error(`CI needs ${lacks.join(' and ')}`);
  await prepare();
  project.provide('missing', missing);
  return () => {
    for (const each of lacks) console.log(`NOT TESTED, because it is not there: ${each}`);
  };
}
