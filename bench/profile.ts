import { runPlain } from './support/plain-node.js';

await runPlain('profile/main.ts');
