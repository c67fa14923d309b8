import { prisma } from '../database/client.js';
import { type Answer, plainText } from '../web/answers.js';

/** For whoever watches the server: fails with 503 if the database does. */
export async function health(): Promise<Answer> {
  await prisma.$queryRaw`SELECT 1`;
  return plainText('ok\n');
}
