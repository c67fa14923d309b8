export { prismaAdapter } from './prisma-adapter.js';
export type { PrismaAdapterOptions } from './options.js';
export { prismaSections } from './sections/prisma-sections.js';
export type { PrismaSectionOptions } from './sections/options.js';
