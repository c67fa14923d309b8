import { runPlain } from './support/plain-node.js';

await runPlain('http/main.ts', 'http/server.ts');
