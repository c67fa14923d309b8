export { honoSession } from './hono-session.js';
export type { HonoOptions, SessionEnv, SessionVariables } from './hono-session.js';
export type { WebResponse } from '../shared/web/fetch-types.js';
export type { UserDataAnswer } from '../shared/web/user-data-answer.js';
export type { HttpOptions, LoginDetails, PendingLoginDetails } from '../shared/visit/options.js';
export type { SendUserDataOptions } from '../shared/user-data/download.js';
