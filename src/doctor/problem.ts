import type { Problem, ProblemCode, ProblemLevel } from './report.js';
import type { Field, Model } from './schema/schema.js';

/** Where a problem is, and what it says. */
interface Finding {
  code: ProblemCode;
  /** Default `error`. */
  level?: ProblemLevel;
  model: Model;
  field?: Field | null | undefined;
  message: string;
  remedy: string;
}

export function problemAt({ code, level = 'error', model, field, message, remedy }: Finding): Problem {
  return {
    code,
    level,
    model: model.name,
    ...(field ? { field: field.name } : {}),
    message,
    remedy,
    ...(model.file === undefined ? {} : { file: model.file }),
    line: field?.line ?? model.line,
  };
}
