import { sqlByMysql2, sqlByPg } from './support/sql.js';
import { faultSuite } from './support/suite.js';

faultSuite(sqlByPg);
faultSuite(sqlByMysql2);
