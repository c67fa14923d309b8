/**
 * `npm run security`: runs every test that docs/security.md names, and says which requirements they bear out.
 * With `-- --report FILE` it takes the JSON report of a run of all tests instead of running them.
 */
import { readFileSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import { chromiumPath } from '../support/chromium.js';
import { canStartRedis } from '../support/redis-servers.js';
import { findMissingServers } from '../support/servers.js';
import { findMissingTools } from '../support/tools.js';
import { readRequirements } from './page.js';
import { type Report, judge, runCitedTests } from './run-cited-tests.js';

type Colour = 'green' | 'red' | 'gray';

function paint(colour: Colour, text: string): string {
  return process.stdout.isTTY ? styleText(colour, text) : text;
}

async function findMissing(): Promise<string[]> {
  const started = [...(canStartRedis ? [] : ['redis-server']), ...(chromiumPath === undefined ? ['Chromium'] : [])];
  return [...(await findMissingServers()), ...started, ...findMissingTools()];
}

const requirements = readRequirements();
const citations = requirements.flatMap((requirement) => requirement.citations);
const missing = await findMissing();
const { values: options } = parseArgs({ options: { report: { type: 'string' } } });
const report =
  options.report === undefined
    ? await runCitedTests(citations)
    : (JSON.parse(readFileSync(options.report, 'utf8')) as Report);

const counts = { proven: 0, open: 0, without: 0 };
const ran = new Set<string>();
let section = '';
for (const { section: heading, id, asks, citations: cited, remark } of requirements) {
  if (heading !== section) console.log(`\n${heading}`);
  section = heading;
  const outcomes = cited.map((citation) => ({ citation, ...judge(citation, report, missing) }));
  const problems = outcomes.filter(({ problem }) => problem !== undefined);
  const tests = new Set(outcomes.flatMap((outcome) => outcome.tests));
  for (const each of tests) ran.add(each);
  const number = tests.size === 1 ? '1 test' : `${tests.size} tests`;
  const line = `${id}  ${asks} (${[remark, tests.size > 0 && number].filter(Boolean).join(' ')})`;
  if (problems.length > 0) {
    counts.open++;
    console.log(paint('red', `✗ ${line}`));
    for (const { citation, problem } of problems) {
      console.log(paint('red', `    ${citation.title} [${citation.file}]: ${problem}`));
    }
  } else if (tests.size === 0 || remark.startsWith('app only')) {
    counts.without++;
    console.log(paint('gray', `– ${line}`));
  } else {
    counts.proven++;
    console.log(`${paint('green', '✓')} ${line}`);
  }
}

console.log(
  `\n${requirements.length} rows: ${counts.proven} borne out by tests, ${counts.open} not, ${counts.without} for the ` +
    `app or about what the library does not do. They name ${ran.size} tests.`,
);
process.exitCode = counts.open > 0 ? 1 : 0;
