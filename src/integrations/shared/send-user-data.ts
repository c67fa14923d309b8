export { openDownload, readDownloadOptions } from './download.js';
export { handOver } from './hand-over.js';
export { takePlace } from './running-exports.js';
