export { checkSchema } from './check-schema.js';
export type { CheckOptions } from './check-schema.js';
export type { Problem, ProblemCode, ProblemLevel, Report } from './report.js';
export { SchemaSyntaxError } from './schema/schema-syntax-error.js';
