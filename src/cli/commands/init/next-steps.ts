import { loginLines } from '../../../init/login-lines.js';
import type { Plan } from '../../../init/plan.js';
import { findFramework } from './find-framework.js';
import type { AuthPlan } from './plan-auth.js';

/** Something left to do, with its code if it has any. */
export interface Step {
  title: string;
  code: string | null;
}

export const migration = 'npx prisma migrate dev --name sessions\nnpx prisma generate\n';

/**
 * What is left to do: the migration, if the schema changed, and the login, if the auth is new.
 *
 * @param dependencies the names of the app's packages
 */
export function nextSteps({ changes, adapter }: Plan, auth: AuthPlan | null, dependencies: readonly string[]): string {
  const login = auth?.change ? loginLines(findFramework(dependencies), auth.specifier, adapter.userIdField) : null;
  const steps = [
    ...(changes.length === 0 ? [] : [{ title: 'Bring the database and the client up to date', code: migration }]),
    ...(login ? [{ title: `Log somebody in, with ${login.title}`, code: login.code }] : []),
  ];
  return printSteps(steps);
}

/** Numbered, the code indented; what has none is a sentence. */
export function printSteps(steps: readonly Step[]): string {
  const printed = steps.map(({ title, code }) => (code === null ? `${title}.\n` : `${title}:\n\n${code.replaceAll(/^(?=.)/gm, '   ')}`));
  return printed.map((step, index) => `\n${index + 1}. ${step}`).join('');
}
