import { type RouterContextProvider, createContext } from 'react-router';
import { webSession } from 'sojourn/web';
import { auth } from '../../shared/auth.js';

/** Where a request came from. */
export const addressContext = createContext<string | undefined>();

export const session = webSession(auth, {
  ipAddress: (_request, context: Readonly<RouterContextProvider>) => context.get(addressContext),
});

/** The request and who makes it, for loaders and actions. */
export const visitContext = createContext<ReturnType<typeof session.open>>();
