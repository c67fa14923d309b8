import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [specifier] = process.argv.slice(2);
const resolved = {
  import: fileURLToPath(import.meta.resolve(specifier)),
  require: createRequire(import.meta.url).resolve(specifier),
};

console.log(JSON.stringify(resolved));
