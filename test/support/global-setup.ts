import type { TestProject } from 'vitest/node';
import { generateClients } from './generate-clients.js';
import { type ServerName, findMissingServers, servers } from './servers.js';

declare module 'vitest' {
  export interface ProvidedContext {
    missingServers: ServerName[];
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const missing = await findMissingServers();
  if (missing.length > 0 && process.env.CI) {
    throw new Error(`CI needs ${missing.map((name) => `${name} at ${servers[name]}`).join(' and ')}`);
  }
  await generateClients();
  project.provide('missingServers', missing);
  return () => {
    for (const name of missing) console.log(`NOT TESTED: ${name}, for want of a server at ${servers[name]}`);
  };
}
