import { type StorageAdapter, createAuth } from 'sojourn';
import { Population, detailsOf, tokenOf } from '../../support/rows.js';
import type { Subject } from './subject.js';

export function sojourn(name: string, adapter: StorageAdapter<{ id: string }, string>, population: Population): Subject {
  const auth = createAuth({ adapter, lifetime: Population.lifetime });
  return {
    name,
    kind: 'sojourn',
    stored: (number) => tokenOf(population.id(number)),
    present: ({ token }) => token,
    async validate(presented) {
      const valid = await auth.validateSession(presented);
      return valid && valid.user.id;
    },
    async create(userId, number) {
      const { ipAddress, userAgent } = detailsOf(number);
      const { token, session } = await auth.createSession(userId, { ipAddress, userAgent });
      return { id: session.id, token };
    },
    invalidate: ({ id }) => auth.invalidateSession(id),
  };
}
