import type { CheckOptions } from '../../../src/doctor/index.js';

/** A schema that Prisma accepts, and what there is to say of it. */
export interface Case extends Partial<Omit<CheckOptions, 'schema'>> {
  name: string;
  schema: string;
  /** Each as `code level Model.field`, in order. */
  expected: string[];
}
