export { deleteExpiredSessions } from './delete-expired-sessions.js';
export { repeat } from './repeat.js';
