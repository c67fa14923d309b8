import { assertObject, assertPositiveInteger } from '../session/arguments.js';
import type { Session, UserId } from '../session/session.js';
import type { Context } from './context.js';

export function isFresh<Id extends UserId, Attributes extends object>({ now }: Pick<Context<unknown, Id, Attributes>, 'now'>) {
  /**
   * Whether the user proved who they are less than `maxAge` ago: to be asked before what must not be done
   * on a device left unattended, a change of password for example (ASVS 5.0 7.5.1, 7.5.3). If not, ask
   * for the password or factor again and call `reauthenticate`.
   *
   * @param maxAge in milliseconds: a positive integer, at most 2147483647
   * @throws TypeError if an argument is not of its type
   */
  return function isFresh(session: Pick<Session, 'authenticatedAt'>, maxAge: number): boolean {
    assertObject(session, 'session');
    assertPositiveInteger(maxAge, 'maxAge');
    return now().getTime() - session.authenticatedAt.getTime() < maxAge;
  };
}
