export { completePending } from './complete-pending.js';
export { validatePending } from './validate-pending.js';
