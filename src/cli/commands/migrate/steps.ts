import { loginLines } from '../../../init/login-lines.js';
import type { MigrationPlan } from '../../../migrate/plan-migration.js';
import type { Source } from '../../../migrate/sources.js';
import { findFramework } from '../init/find-framework.js';
import { type Step, migration } from '../init/next-steps.js';
import type { AuthPlan } from '../init/plan-auth.js';

interface Migration {
  source: Source;
  plan: MigrationPlan;
  auth: AuthPlan | null;
  /** The day after which nothing is exchanged. */
  until: string;
  /** The names of the app's packages. */
  dependencies: readonly string[];
}

/** What is left to do: the migration, what the app's own code has to say, and the end of it all. */
export function stepsOf({ source, plan, auth, until, dependencies }: Migration): Step[] {
  const { old, changes, adapter, userModel } = plan;
  const login = auth?.change ? loginLines(findFramework(dependencies), auth.specifier, adapter.userIdField) : null;
  const names = `prisma.${old.before} is prisma.${old.delegate} from now on, and prisma.${adapter.sessionModel} the new model`;
  const list = old.list === null ? '' : ` and ${userModel}.${old.list}`;
  const guide = `docs/from-${source.name}.md has both side by side`;
  return [
    ...(changes.length === 0
      ? []
      : [{ title: 'Bring the database and the client up to date; the migration only makes a table', code: migration }]),
    ...missingStep(auth),
    ...(old.before === old.delegate ? [] : [{ title: `What your own code calls ${names}`, code: null }]),
    {
      title: `Replace what your code calls of ${source.title}; ${guide}${login ? `. The login, with ${login.title}` : ''}`,
      code: login ? login.code : null,
    },
    {
      title: `Once ${until} is past, remove the option legacy, and from the schema ${old.model}${list}`,
      code: 'npx prisma migrate dev --name without-legacy-sessions\nnpx prisma generate\n',
    },
  ];
}

/** The lines for a module that is there already; none where it has them. */
export function missingStep(auth: AuthPlan | null): Step[] {
  if (!auth?.missing) return [];
  return [{ title: `Tell createAuth of the old sessions${auth.file === null ? '' : `, in ${auth.file}`}`, code: `${auth.missing.join('\n')}\n` }];
}
