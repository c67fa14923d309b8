export { nodeSession } from './node-session.js';
export type { NodeRequest } from './node-session.js';
export type { HttpOptions, HttpRequest, HttpResponse, LoginDetails } from '../shared/http.js';
