/** What the apps beside have in common. Their users are what the adapter was told to select, and no more. */
import { createAuth } from 'sojourn';
import { prismaAdapter } from 'sojourn/prisma';

/** As much of a generated client as types are read from. */
interface Delegate<Scalars extends object> {
  findUnique(args: unknown): unknown;
  [key: symbol]: {
    types: {
      payload: { scalars: Scalars; objects: object };
      operations: { findUnique: { args: { select?: { [Field in keyof Scalars]?: boolean } | null } } };
    };
  };
}

declare const prisma: {
  user: Delegate<{ id: number; email: string; passwordHash: string }>;
  session: Delegate<{ id: string }>;
};

export const auth = createAuth({ adapter: prismaAdapter(prisma, { userSelect: { id: true, email: true } }) });

export interface User {
  id: number;
  email: string;
}

/** Compiles only for a user of that very type: each can be assigned to the other. Gives the e-mail address. */
export function emailOf<Actual extends User>(user: User extends Actual ? Actual : never): string {
  return user.email;
}
