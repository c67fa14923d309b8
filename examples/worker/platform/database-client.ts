/** Takes the place of `shared/database/client.ts`: the same client on D1, which is bound to the Worker. */
import { env } from 'cloudflare:workers';
import { PrismaD1 } from '@prisma/adapter-d1';
import { PrismaClient } from '../../.generated/prisma-worker/client.js';

export const prisma = new PrismaClient({ adapter: new PrismaD1(env.DB) });
