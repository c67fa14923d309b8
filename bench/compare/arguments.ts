import { parseArgs } from 'node:util';

const databaseNames = ['memory', 'redis', 'sqlite', 'postgresql', 'mariadb', 'pglite'] as const;
export type DatabaseName = (typeof databaseNames)[number];

export interface Arguments {
  databases: readonly DatabaseName[];
  /** Sizes of the table. */
  rows: readonly number[];
  rounds: number;
  /** Parts of the names of what is measured; beside them each group keeps what it is compared with. Empty: everything. */
  only: readonly string[];
  /** Where the results go, without an ending. */
  out: string;
  /** Whether the ratios found become the baseline. */
  setBaseline: boolean;
}

/** @throws TypeError naming the option that is wrong */
export function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      database: { type: 'string', default: databaseNames.join(',') },
      rows: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '7' },
      only: { type: 'string', default: '' },
      out: { type: 'string', default: 'bench/results/compare' },
      'set-baseline': { type: 'boolean', default: false },
    },
  });
  return {
    databases: listOf(values.database).map((name) => {
      const found = databaseNames.find((each) => each === name);
      if (!found) throw new TypeError(`--database must be some of: ${databaseNames.join(', ')}`);
      return found;
    }),
    rows: listOf(values.rows).map((text) => numberOf(text, '--rows', (rows) => rows > 500 && rows % 500 === 0, 'multiples of 500 above 500')),
    rounds: numberOf(values.rounds, '--rounds', (rounds) => rounds > 0, 'a whole number above 0'),
    only: listOf(values.only),
    out: values.out,
    setBaseline: values['set-baseline'],
  };
}

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim()).filter(Boolean);
}

function numberOf(text: string, option: string, isRight: (value: number) => boolean, right: string): number {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isInteger(value) || !isRight(value)) throw new TypeError(`${option} must be ${right}`);
  return value;
}
