import { prismaOnPostgresql } from './support/prisma.js';
import { faultSuite } from './support/suite.js';

faultSuite(prismaOnPostgresql);
