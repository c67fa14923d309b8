export { koaSession } from './koa-session.js';
export type { KoaContext } from './context-response.js';
export type { HttpRequest } from '../shared/node/node-exchange.js';
export type { RequiredSessionState, SessionState } from '../shared/node/session-state.js';
export type { HttpOptions, LoginDetails, PendingLoginDetails } from '../shared/visit/options.js';
export type { SendUserDataOptions } from '../shared/user-data/download.js';
export type { StreamingResponse } from '../shared/node/hand-over.js';
