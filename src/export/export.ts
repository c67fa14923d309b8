export { collect } from './collect.js';
export { openStream } from './open-stream.js';
