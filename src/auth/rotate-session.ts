import type { UserId } from '../session/session.js';
import type { Context } from './context.js';
import type { CreatedSession } from './create-session.js';
import type { DeviceDetails } from './details.js';
import type { Identify } from './identify.js';

type Rotated<Id extends UserId, Attributes extends object> = Promise<CreatedSession<Id, Attributes> | null>;

/** The code of a rotation is loaded when the first one runs. */
export function rotation<User, Id extends UserId, Attributes extends object>(
  context: Context<User, Id, Attributes>,
  identify: Identify<User, Id>,
) {
  /**
   * Gives a session a new id and secret, in one statement: at no moment do both tokens name it, or neither
   * (but see the option `rotation`, which is about requests under way). For whenever its user gains or
   * loses a right (ASVS 5.0 7.2.4). Extends the idle timeout, never past the absolute one.
   *
   * @param token the present token; of several callers with it, one gets the new one
   * @param details where they are given, the new address and browser, and attributes to add to the others
   * @returns `null` if it is the token of no valid session
   * @throws TypeError if a detail is not of its type; nothing changed
   * @throws SojournError `ERR_STORAGE`; which of the tokens is the valid one is then unknown
   */
  async function rotateSession(
    token: string | null | undefined,
    details: DeviceDetails<Attributes> = {},
  ): Rotated<Id, Attributes> {
    const { rotate } = await import('../rotation/rotation.js');
    return rotate(context, identify, { token, details, operation: 'rotateSession' });
  }

  /**
   * As `rotateSession`, for a user who has just proved again who they are: `authenticatedAt` becomes now and
   * both timeouts begin anew (NIST SP 800-63B; ASVS 5.0 7.5.1, 7.5.3).
   */
  async function reauthenticate(
    token: string | null | undefined,
    details: DeviceDetails<Attributes> = {},
  ): Rotated<Id, Attributes> {
    const { rotate } = await import('../rotation/rotation.js');
    return rotate(context, identify, { token, details, operation: 'reauthenticate' });
  }

  return { rotateSession, reauthenticate };
}
