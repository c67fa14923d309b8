export { webSession } from './web-session.js';
export type { WebOptions } from './web-session.js';
export type { WebVisit } from './web-visit.js';
export type { AbortSource, WebRequest, WebResponse } from '../shared/web/fetch-types.js';
export type { UserDataAnswer } from '../shared/web/user-data-answer.js';
export type { HttpOptions, LoginDetails, PendingLoginDetails } from '../shared/visit/options.js';
export type { SendUserDataOptions } from '../shared/user-data/download.js';
