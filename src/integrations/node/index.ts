export { nodeSession } from './node-session.js';
export type { NodeRequest } from './node-session.js';
export type { HttpOptions, HttpRequest, HttpResponse, LoginDetails } from '../shared/http.js';
export type { SendUserDataOptions } from '../shared/download.js';
export type { StreamingResponse } from '../shared/hand-over.js';
