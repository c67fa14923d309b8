import type { SqlDialect } from '../../adapters/sql/dialect.js';
import type { Answer, Now } from './answer.js';
import type { Connection } from './connection.js';

/** The time of the server in milliseconds since 1970, as text: drivers make various things of numbers and dates. */
const statements: Readonly<Record<SqlDialect, string>> = {
  sqlite: "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS TEXT) AS value",
  postgresql: 'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS text) AS value',
  mysql: "SELECT CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000 AS CHAR) AS value",
};

/** The first question may wait for a connection. */
const rounds = 3;
/** Beyond this machines do not go by one time any more, in milliseconds. */
const tolerance = 3000;

/** The clock of the app, which all sessions go by, beside that of the database. */
export async function checkClock({ name, dialect, ask, readTime }: Connection, now: Now): Promise<Answer> {
  const read = readTime ?? (dialect && (async () => Number((await ask(statements[dialect]))[0]?.value)));
  if (!read) return {};
  const measured = [];
  for (let round = 0; round < rounds; round++) measured.push(await measure(read, now));
  const { roundTrip, skew, precision } = measured.sort((a, b) => a.roundTrip - b.roundTrip)[0]!;
  const facts = { roundTrip, clockSkew: skew, clockPrecision: precision };
  if (Math.abs(skew) - precision <= tolerance) return { facts };
  const direction = skew > 0 ? 'ahead of' : 'behind';
  return {
    facts,
    problems: [
      {
        code: 'clock-skew',
        level: 'warning',
        model: null,
        message: `The app's clock is ${inSeconds(skew)} s ${direction} that of ${name} (± ${inSeconds(precision)} s)`,
        remedy: 'let both machines keep time by NTP: sessions expire by the clock of each app server, and by that of the database if it removes them itself',
      },
    ],
  };
}

/** The server looked at its clock at some moment between the two; the middle is off by half the time at most. */
async function measure(read: () => Promise<number>, now: Now) {
  const start = performance.now();
  const before = now().getTime();
  const time = await read();
  const roundTrip = performance.now() - start;
  if (!Number.isFinite(time)) throw new Error('its answer is no time');
  return { roundTrip, skew: before + roundTrip / 2 - time, precision: roundTrip / 2 };
}

function inSeconds(milliseconds: number): string {
  return (Math.abs(milliseconds) / 1000).toFixed(1);
}
