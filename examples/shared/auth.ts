import { createAuth } from 'sojourn';
import { sections } from './database/sections.js';
import { adapter } from './database/sessions.js';
import { recordAuthEvent } from './server/log.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const auth = createAuth({
  adapter,
  // The default but for renewEvery, which makes "last seen" exact to five minutes.
  lifetime: { idle: 7 * day, absolute: 30 * day, renewEvery: 5 * minute },
  unremembered: { idle: 12 * hour, absolute: 24 * hour, renewEvery: 5 * minute },
  // Chromium and Firefox take secure cookies from http://localhost; Safari and curl do not.
  cookie: { secure: (process.env.SECURE_COOKIES ?? String(process.env.NODE_ENV === 'production')) === 'true' },
  exports: sections,
  // More devices than anybody has; a login beyond that ends the oldest session.
  maxSessionsPerUser: 20,
  // Pages that load while a session gets its new token still find it. Later use of an old one is logged.
  rotation: { grace: 10 * second, onReuse: 'report' },
  onEvent: recordAuthEvent,
});

/** Who is asking, with their session; `null` for a visitor who is not logged in. */
export type Current = Awaited<ReturnType<typeof auth.validateSession>>;

/** How long after a login, or after the password was asked again, dangerous things may be done. In milliseconds. */
export const freshFor = 10 * minute;
