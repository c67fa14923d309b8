import { redisAsInCluster, redisByIoredis, redisByNodeRedis } from './support/redis.js';
import { faultSuite } from './support/suite.js';

faultSuite(redisByIoredis);
faultSuite(redisByNodeRedis);
faultSuite(redisAsInCluster);
