import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaClient } from '../../.generated/prisma/client.js';
import { databaseUrl } from './url.js';

/** How long a statement waits for another process to release the file. In milliseconds. */
const timeout = 2000;

export const driver = new PrismaLibSql({ url: databaseUrl, timeout });

/** The app's one client. It connects with its first query. */
export const prisma = new PrismaClient({ adapter: driver });
