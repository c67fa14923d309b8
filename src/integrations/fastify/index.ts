export { fastifySession } from './fastify-session.js';
export type { FastifyOptions, SessionContext, SessionRequest } from './fastify-session.js';
export type { SessionInstance } from './plugin.js';
export type { SessionReply } from './reply-response.js';
export type { HttpRequest } from '../shared/node/node-exchange.js';
export type { SessionState } from '../shared/node/session-state.js';
export type { HttpOptions, LoginDetails, PendingLoginDetails } from '../shared/visit/options.js';
export type { SendUserDataOptions } from '../shared/user-data/download.js';
export type { StreamingResponse } from '../shared/node/hand-over.js';
