import { readFileSync } from 'node:fs';
import { secretPatterns } from '../../src/session/token.js';

/** `tsx test/leaks/search-output.ts FILE…`: fails if anything in the files has the form of a token or of a stored hash. */
const lines = process.argv.slice(2).flatMap((file) => readFileSync(file, 'utf8').split('\n'));
const leaks = lines.flatMap((line, index) => (secretPatterns.some((pattern) => line.search(pattern) !== -1) ? [index + 1] : []));
console.log(leaks.length > 0 ? `Tokens or hashes in lines ${leaks.join(', ')}` : `Nothing in ${lines.length} lines`);
if (leaks.length > 0 || lines.length < 2) process.exitCode = 1;
