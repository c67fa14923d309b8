export { reportReuse } from './report-reuse.js';
export { rotate } from './rotate.js';
