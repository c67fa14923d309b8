import { type AppClient, delegateOf } from './client.js';
import { appModels } from './schema.js';

type Query = (client: AppClient, ownerId: string) => Promise<unknown>;

function queriesOf(model: string): Query[] {
  return [
    (client, ownerId) => delegateOf(client, model).findMany({ where: { ownerId }, orderBy: { createdAt: 'desc' }, take: 20 }),
    (client, ownerId) => delegateOf(client, model).findFirst({ where: { ownerId, state: 'open' }, include: { owner: true } }),
    (client, ownerId) => delegateOf(client, model).count({ where: { ownerId, amount: { gt: 10 } } }),
    (client, ownerId) => delegateOf(client, model).aggregate({ where: { ownerId }, _sum: { amount: true }, _max: { createdAt: true } }),
  ];
}

/**
 * What else an app asks of the client that holds its sessions: 80 queries of different shapes, so that a client's
 * caches are as full as in an app.
 */
export const appQueries: readonly Query[] = appModels.flatMap(queriesOf);
