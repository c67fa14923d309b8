import type { JsonObject, SessionRow, UserId } from '../../session/session.js';
import { paddedIds } from '../../storage/padded-ids.js';
import type { FindOptions, InsertConditions, Renewal, Rotation, SessionLimit } from '../../storage/storage-adapter.js';
import type { Dialect } from './dialect.js';
import type { SqlStatement } from './execute.js';
import { Fragment, list, sql, text } from './fragment.js';
import type { ResolvedOptions, SessionProperty } from './options.js';
import type { Output, RowMapping } from './rows.js';

/** The statements of every verb, each in one place, written so that it is right by itself whoever meets it. */
export type Statements = ReturnType<typeof createStatements>;

export function createStatements(
  options: ResolvedOptions,
  dialect: Dialect,
  mapping: Pick<RowMapping<unknown, UserId>, 'session' | 'row' | 'user' | 'exported' | 'toValue'>,
) {
  const nameOf = (path: readonly string[]) => text(path.map((part) => dialect.quote(part)).join('.'));
  const sessions = nameOf(options.sessionTable);
  const users = nameOf(options.userTable);
  const userKey = nameOf([options.userIdColumn]);
  const column = (property: SessionProperty) => nameOf([options.columns[property]]);
  const id = column('id');
  const userId = column('userId');
  const expirationDate = column('expirationDate');
  const createdAt = column('createdAt');
  const secretHash = column('secretHash');
  const previousId = column('previousId');

  /** The value of a property, bound. */
  function bound(property: SessionProperty, value: unknown): Fragment {
    const fragment = sql`${mapping.toValue(property, value)}`;
    if (property !== 'userId' || options.userIdType === 'string' || dialect.numberCast === null) return fragment;
    return sql`CAST(${fragment} AS ${text(dialect.numberCast)})`;
  }

  const integer = (value: number) => sql`${dialect.fromInteger(value)}`;
  const isSet = (property: SessionProperty, value: unknown) => sql`${column(property)} = ${bound(property, value)}`;
  const unseen = text(dialect.unseen);
  const equals = (property: SessionProperty, value: unknown) =>
    property === 'id' ? sql`${id} = ${unseen}${bound('id', value)}` : isSet(property, value);
  const isLive = (now: Date) => sql`${expirationDate} > ${bound('expirationDate', now)}`;
  /** What a limit is about. */
  const counts = (owner: UserId, now: Date) => sql`${equals('userId', owner)} AND ${isLive(now)} AND ${column('pending')} IS NULL`;
  const isDead = (now: Date) => sql`${expirationDate} <= ${bound('expirationDate', now)}`;

  function changes(values: Partial<SessionRow>): Fragment {
    return list(Object.entries(values).map(([property, value]) => isSet(property as SessionProperty, value)));
  }

  function outputs(all: readonly Output[], table?: string): Fragment {
    return text(
      all
        .map(({ column: own, name, readable }) => {
          const path = `${table === undefined ? '' : `${table}.`}${dialect.quote(own)}`;
          return `${readable(path)} AS ${dialect.quote(String(name))}`;
        })
        .join(', '),
    );
  }

  function finish({ texts, values }: Fragment, returnsRows: boolean): SqlStatement {
    const marked = texts.slice(1).map((each, index) => dialect.mark(index + 1) + each);
    return { sql: texts[0]! + marked.join(''), params: values, returnsRows };
  }
  const change = (fragment: Fragment) => finish(fragment, false);
  const read = (fragment: Fragment) => finish(fragment, true);

  const sessionOutputs = outputs(mapping.session);
  const findHead = sql`SELECT ${outputs(mapping.row, 's')}, ${outputs(mapping.user, 'u')} FROM ${sessions} AS s INNER JOIN ${users} AS u ON u.${userKey} = s.${userId} WHERE`;
  /** The texts of what every request, login or logout has: put together once for each form. */
  const texts = new Map<string | number, string>();

  /** The text of this form. The values are those of the fragment, in its order. */
  function known(form: string | number, fragment: () => Fragment): string {
    let content = texts.get(form);
    if (content === undefined) texts.set(form, (content = finish(fragment(), false).sql));
    return content;
  }

  const properties = mapping.row.map(({ property }) => property as SessionProperty);
  const insertHead = sql`INSERT INTO ${sessions} (${list(properties.map(column))})`;
  const rowValues = (row: SessionRow) => list(properties.map((property) => bound(property, row[property])));
  /** A row with a taken id is passed over; any other constraint still makes the statement fail. */
  const unlessTaken = dialect.hasOnConflict ? sql` ON CONFLICT (${id}) DO NOTHING` : text('');

  /**
   * That the insert before it, in the same transaction, stored the row: the hash, which is random, tells it
   * from another with that id. Derived tables, here and below, because MySQL does not let a statement change
   * a table and read it, save by way of one; and LIMIT keeps it from seeing through.
   */
  const isStored = (row: SessionRow) =>
    sql`EXISTS (SELECT 1 FROM (SELECT ${id} FROM ${sessions} WHERE ${equals('id', row.id)} AND ${secretHash} = ${bound('secretHash', row.secretHash)} LIMIT 1) AS stored)`;

  /** All ids as one value. */
  function findAmongJson(ids: readonly string[], previous: boolean): SqlStatement {
    const isAmong = sql`IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
    return read(sql`${findHead} s.${id} ${isAmong}${previous ? sql` OR s.${previousId} ${isAmong}` : text('')}`);
  }

  function lockUser(owner: UserId, lock = dialect.lock): SqlStatement[] {
    if (dialect.lock === null || lock === null) return [];
    const select = sql`SELECT 1 FROM ${users} WHERE ${userKey} = ${bound('userId', owner)} ${text(lock)}`;
    return [...(dialect.beforeLock === null ? [] : [change(text(dialect.beforeLock))]), read(select)];
  }

  /** All that goes with a user, and the user last. */
  const ofUser = (owner: UserId) => [
    ...options.erase.map(({ table, userColumn }) => ({
      table: nameOf(table),
      where: sql`${nameOf([userColumn])} = ${bound('userId', owner)}`,
    })),
    { table: sessions, where: equals('userId', owner) },
    { table: users, where: sql`${userKey} = ${bound('userId', owner)}` },
  ];

  return {
    insert(row: SessionRow): SqlStatement {
      const params = properties.map((property) => mapping.toValue(property, row[property]));
      return { sql: known('insert', () => sql`${insertHead} VALUES (${rowValues(row)})${unlessTaken}`), params, returnsRows: false };
    },

    /** Stores the row if the user has fewer than `max` live sessions, not counting the one it replaces. */
    insertWithinLimit(row: SessionRow, { now, replaces, max }: { now: Date; replaces: string | undefined; max: number }) {
      const others = sql`SELECT COUNT(*) FROM ${sessions} WHERE ${counts(row.userId, now)}`;
      const counted = replaces === undefined ? others : sql`${others} AND ${id} <> ${bound('id', replaces)}`;
      const source = options.dialect === 'mysql' ? text(' FROM DUAL') : text('');
      return change(
        sql`${insertHead} SELECT ${rowValues(row)}${source} WHERE (${counted}) < ${integer(max)}${unlessTaken}`,
      );
    },

    /** What must run before a conditional insert, so that those of one user wait for each other. */
    lockUser: (owner: UserId) => lockUser(owner),

    /** How many rows the user has of each kind, as `0`, `1` … in the order of the deletions; of one moment, being one statement. */
    countOfUser: (owner: UserId) =>
      read(
        sql`SELECT ${list(ofUser(owner).map(({ table, where }, index) => sql`(SELECT COUNT(*) FROM ${table} WHERE ${where}) AS ${text(dialect.quote(String(index)))}`))}`,
      ),

    /** What must run before an erasure: nobody then stores what refers to the user, not even without a limit. */
    lockUserToErase: (owner: UserId) => lockUser(owner, 'FOR UPDATE'),

    /** A statement for each section of `erase`, then one for the sessions and one for the user. */
    deleteAllOfUser: (owner: UserId) => ofUser(owner).map(({ table, where }) => change(sql`DELETE FROM ${table} WHERE ${where}`)),

    deleteReplaced: (row: SessionRow, replaces: string) =>
      change(sql`DELETE FROM ${sessions} WHERE ${equals('id', replaces)} AND ${isStored(row)}`),

    /** Deletes the live sessions of the user but the new one and the newest others, as many as may stay. */
    evict(row: SessionRow, { now }: InsertConditions, { max }: SessionLimit) {
      const others = sql`${counts(row.userId, now)} AND ${id} <> ${bound('id', row.id)}`;
      const kept = sql`SELECT ${id} FROM (SELECT ${id} FROM ${sessions} WHERE ${others} ORDER BY ${createdAt} DESC, ${id} LIMIT ${integer(max - 1)}) AS kept`;
      return change(sql`DELETE FROM ${sessions} WHERE ${others} AND ${id} NOT IN (${kept}) AND ${isStored(row)}`);
    },

    find(ids: readonly string[], { previous = false }: FindOptions): SqlStatement {
      if (dialect.mostListed !== null && ids.length > dialect.mostListed) return findAmongJson(ids, previous);
      const ownIds = paddedIds(ids);
      const params = previous ? [...ownIds, ...ownIds] : ownIds;
      const content = known(previous ? -ownIds.length : ownIds.length, () => {
        const values = ownIds.map((each) => sql`${unseen}${bound('id', each)}`);
        const isAmong = values.length === 1 ? sql`= ${values[0]!}` : sql`IN (${list(values)})`;
        return sql`${findHead} s.${id} ${isAmong}${previous ? sql` OR s.${previousId} ${isAmong}` : text('')}`;
      });
      return { sql: content, params, returnsRows: true, isPositional: true };
    },

    isTaken: (sessionId: string) => read(sql`SELECT 1 FROM ${sessions} WHERE ${equals('id', sessionId)}`),

    hasUser: (owner: UserId) => read(sql`SELECT 1 FROM ${users} WHERE ${userKey} = ${bound('userId', owner)}`),

    renew: ({ id: sessionId, from, to }: Renewal) =>
      change(
        sql`UPDATE ${sessions} SET ${changes(to)} WHERE ${equals('id', sessionId)} AND ${equals('expirationDate', from.expirationDate)} AND ${equals('updatedAt', from.updatedAt)}`,
      ),

    rotate: ({ id: sessionId, now, to }: Rotation) =>
      change(sql`UPDATE ${sessions} SET ${changes(to)} WHERE ${equals('id', sessionId)} AND ${isLive(now)}`),

    /** One statement that gives the row where that can be; else the change, and what the row then is. */
    updateAttributes(sessionId: string, attributes: JsonObject, now: Date): SqlStatement[] {
      const where = sql`WHERE ${equals('id', sessionId)} AND ${isLive(now)}`;
      const update = sql`UPDATE ${sessions} SET ${isSet('attributes', attributes)} ${where}`;
      if (dialect.hasReturning) return [read(sql`${update} RETURNING ${sessionOutputs}`)];
      return [change(update), read(sql`SELECT ${sessionOutputs} FROM ${sessions} ${where}`)];
    },

    delete(sessionId: string, owner?: UserId): SqlStatement {
      const deletion = () => sql`DELETE FROM ${sessions} WHERE ${equals('id', sessionId)}`;
      if (owner === undefined) return { sql: known('delete', deletion), params: [sessionId], returnsRows: false };
      const content = known('delete of user', () => sql`${deletion()} AND ${equals('userId', owner)}`);
      return { sql: content, params: [sessionId, mapping.toValue('userId', owner)], returnsRows: false };
    },

    deleteOfUser(owner: UserId, exceptId?: string) {
      const others = exceptId === undefined ? text('') : sql` AND ${id} <> ${bound('id', exceptId)}`;
      return change(sql`DELETE FROM ${sessions} WHERE ${equals('userId', owner)}${others}`);
    },

    deleteExpired(now: Date, limit: number) {
      const some = sql`${isDead(now)} ORDER BY ${expirationDate} LIMIT ${integer(limit)}`;
      const chosen = sql`SELECT ${id} FROM ${sessions} WHERE ${some}`;
      switch (dialect.name) {
        case 'sqlite':
          return change(sql`DELETE FROM ${sessions} WHERE ${id} IN (${chosen})`);
        case 'postgresql':
          return change(sql`DELETE FROM ${sessions} WHERE ${id} = ANY(ARRAY(${chosen} FOR UPDATE SKIP LOCKED))`);
        case 'mysql':
          return change(sql`DELETE FROM ${sessions} WHERE ${some}`);
      }
    },

    list: (owner: UserId, now: Date) =>
      read(
        sql`SELECT ${sessionOutputs} FROM ${sessions} WHERE ${equals('userId', owner)} AND ${isLive(now)} ORDER BY ${createdAt} DESC, ${id}`,
      ),

    userRecord: (owner: UserId) =>
      read(sql`SELECT ${outputs(mapping.exported)} FROM ${users} WHERE ${userKey} = ${bound('userId', owner)}`),
  };
}
