import { assertObject } from '../../../session/arguments.js';
import type { InvalidationChannel } from '../options.js';

/** What is used of a connected `Client` of `pg`; no pool, since only the connection that listens is told. */
export interface PostgresqlListener {
  query(text: string, values?: string[]): Promise<unknown>;
  on(event: 'notification', listener: (notification: { channel: string; payload?: string | undefined }) => void): unknown;
}

export interface PostgresqlChannelOptions {
  /** A connection that stays open for as long as the app runs. Connected, and kept so, by the app. */
  listener: PostgresqlListener;
  /** Where to notify from, such as a pool. Default the listener. */
  notifier?: Pick<PostgresqlListener, 'query'>;
  /** The name of the channel: lower case letters, digits and _, at most 63. Default `sojourn_invalidations`. */
  name?: string;
}

/**
 * Tells the processes that use the same PostgreSQL database, by LISTEN and NOTIFY. Messages name sessions and
 * users, and hold nothing secret.
 *
 * @throws TypeError naming the option that is wrong
 */
export function postgresqlChannel({
  listener: connection,
  notifier = connection,
  name = 'sojourn_invalidations',
}: PostgresqlChannelOptions): InvalidationChannel {
  assertObject(connection, 'listener');
  assertObject(notifier, 'notifier');
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new TypeError('"name" option must be a name in lower case');
  return {
    publish: (message) => notifier.query('SELECT pg_notify($1, $2)', [name, message]),
    subscribe(listener) {
      connection.on('notification', ({ channel, payload }) => {
        if (channel === name && payload) listener(payload);
      });
      return connection.query(`LISTEN ${name}`);
    },
  };
}
