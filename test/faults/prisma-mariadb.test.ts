import { prismaOnMariadb } from './support/prisma.js';
import { faultSuite } from './support/suite.js';

faultSuite(prismaOnMariadb);
