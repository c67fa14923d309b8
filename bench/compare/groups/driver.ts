import { sqlAdapter } from 'sojourn/sql';
import type { Population } from '../../support/rows.js';
import type { AppUser } from '../app/client.js';
import type { Database, DriverKind } from '../databases/database.js';
import { driverFloor } from '../libraries/floors.js';
import { sojourn } from '../libraries/sojourn.js';
import { userSelect } from '../libraries/subject.js';
import { verify } from '../verify.js';
import type { Group } from './group.js';

/** The sql adapter, and the same by hand, on one driver. */
export function driverGroup(database: Database, { name, dialect, open }: DriverKind, population: Population): Group {
  return {
    name,
    async open(logged) {
      const driver = await open(logged);
      const adapter = sqlAdapter<AppUser>({ dialect, execute: driver.execute, userColumns: userSelect });
      const subjects = [sojourn('sojourn', adapter, population), driverFloor('prepared join', database, driver, population)];
      for (const subject of subjects) await verify(subject, population);
      return {
        subjects,
        missing: [],
        async statementsDuring(act) {
          const before = driver.statements();
          await act();
          return driver.statements() - before;
        },
        close: () => driver.close(),
      };
    },
  };
}
