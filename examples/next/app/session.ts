import { webSession } from 'sojourn/web';
import { auth } from '../../shared/auth.js';

export const session = webSession(auth, { ipAddress: clientAddress });

/** Where a request came from: the server puts it there, whatever the client says. */
export function clientAddress({ headers }: { headers: { get(name: string): string | null } }): string | undefined {
  return headers.get('x-forwarded-for') ?? undefined;
}
