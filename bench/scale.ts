import { runPlain } from './support/plain-node.js';

await runPlain('scale/main.ts');
