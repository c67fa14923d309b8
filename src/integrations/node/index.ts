export { nodeSession } from './node-session.js';
export type { NodeRequest } from './node-session.js';
export type { HttpRequest, HttpResponse } from '../shared/node/node-exchange.js';
export type { HttpOptions, LoginDetails, PendingLoginDetails } from '../shared/visit/options.js';
export type { SendUserDataOptions } from '../shared/user-data/download.js';
export type { StreamingResponse } from '../shared/node/hand-over.js';
