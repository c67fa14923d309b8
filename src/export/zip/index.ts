export { zip } from './zip.js';
export type { ExportedFile, ExportedFiles, ZipOptions } from './files.js';
