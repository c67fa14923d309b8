import type { UserId } from '../../session/session.js';
import type { SqlValue } from './execute.js';
import type { ResolvedOptions } from './options.js';

/** Translates user ids between the app and the database, exactly. */
export interface UserIds<Id extends UserId> {
  /**
   * The id as a value to bind.
   *
   * @throws TypeError for an id of another type: on MySQL the number 0 is equal to every text that does
   * not begin with a digit, and `'7 or more'` equal to 7
   */
  toValue(id: UserId): SqlValue;
  /** The id in a row. */
  fromRow(value: unknown): Id;
}

const firstBigInt = -(2n ** 63n);
const lastBigInt = 2n ** 63n - 1n;

export function createUserIds<Id extends UserId>({ dialect, userIdType }: ResolvedOptions): UserIds<Id> {
  function isValid(id: unknown): id is Id {
    switch (userIdType) {
      case 'string':
        return typeof id === 'string';
      case 'number':
        return Number.isSafeInteger(id);
      case 'bigint':
        return typeof id === 'bigint' && id >= firstBigInt && id <= lastBigInt;
    }
  }

  function parse(value: unknown): unknown {
    switch (userIdType) {
      case 'string':
        return value;
      case 'number':
        return typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
      case 'bigint':
        return typeof value === 'string' ? BigInt(value) : value;
    }
  }

  return {
    toValue(id) {
      if (!isValid(id)) throw new TypeError(`"userId" must be a ${userIdType}, as the option "userIdType" of sqlAdapter says`);
      // SQLite compares numbers with numbers; elsewhere text takes the column's type, with no loss on the way.
      return dialect === 'sqlite' ? id : String(id);
    },
    fromRow(value) {
      const id = parse(value);
      if (!isValid(id)) throw new TypeError(`"userIdType" option of sqlAdapter is "${userIdType}", but the database holds another type`);
      return id;
    },
  };
}
