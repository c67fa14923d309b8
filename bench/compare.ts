import { runPlain } from './support/plain-node.js';

await runPlain('compare/main.ts');
