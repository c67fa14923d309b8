export { prismaAdapter } from './prisma-adapter.js';
export type { PrismaAdapterOptions } from './options.js';
