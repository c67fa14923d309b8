/** What the commands that change a schema take, all of them. */
export const planOptions = {
  schema: { type: 'string' },
  'user-model': { type: 'string' },
  model: { type: 'string' },
  table: { type: 'string' },
  relation: { type: 'string' },
  auth: { type: 'string' },
  'no-auth': { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
  'dry-run': { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
