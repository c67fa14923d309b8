import type { Case } from './case.js';
import { erasureCases } from './erasure.js';
import { exportCases } from './export.js';
import { indexCases } from './indexes.js';
import { sessionCases } from './session.js';
import { unrelatedCases } from './unrelated.js';

export const cases: readonly Case[] = [
  ...exportCases,
  ...erasureCases,
  ...indexCases,
  ...sessionCases,
  ...unrelatedCases,
];
