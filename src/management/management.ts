export { end } from './end.js';
export { endAll } from './end-all.js';
export { list } from './list.js';
export { update } from './update.js';
