export { erase } from '../erasure/erase.js';
export { collect } from '../export/collect.js';
export { openStream } from '../export/open-stream.js';
