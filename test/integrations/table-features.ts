import type { Citation } from '../security/page.js';
import type { Integration } from '../support/apps/index.js';

/** The columns of the table of docs/frameworks.md: the integrations that each stands for, the newest version first. */
export const columns = {
  node: ['node'],
  Express: ['express', 'express 4'],
  Fastify: ['fastify', 'fastify 4'],
  Hono: ['hono'],
  Koa: ['koa', 'koa 2'],
  web: ['web'],
} as const satisfies Record<string, readonly Integration[]>;

export type Column = keyof typeof columns;

/** A row of the table. */
export interface Feature {
  name: string;
  /** The tests that show it, which run for every integration under its name. */
  common?: readonly Citation[];
  /** Tests that show it of one framework, besides. */
  own?: { readonly [name in Column]?: readonly Citation[] };
  /** Why it is nothing that a framework could have. */
  without?: { readonly [name in Column]?: string };
}

const inFile = (file: string) => (...titles: string[]): Citation[] => titles.map((title) => ({ title, file: `test/${file}.test.ts` }));

const behaviour = inFile('integrations/integrations');
const secondFactor = inFile('integrations/second-factor');
const userData = inFile('integrations/send-user-data');
const asvs = inFile('security/asvs');
const peers = inFile('security/peers');
const express = inFile('integrations/express');
const fastify = inFile('integrations/fastify');
const hono = inFile('integrations/hono');
const koa = inFile('integrations/koa');
const web = inFile('integrations/web');
const http2 = inFile('integrations/send-user-data-http2');
const consumer = inFile('package/consumer');

const typedOn = (name: string) => consumer(`knows the user in an app, as %s, module resolution %s > on ${name}`);

/** The rows of the table, but for the last one, which counts lines. */
export const features: readonly Feature[] = [
  {
    name: 'A login sets its cookie, and ends the session that the browser had',
    common: behaviour(
      'a login sets the cookie beside others, and the next request is the user\'s',
      'a login without remember sets a cookie without an end',
      'a login ends the session that the browser had',
    ),
  },
  {
    name: 'Cookies that the app sets stay',
    common: behaviour('a login sets the cookie beside others, and the next request is the user\'s'),
    own: {
      Express: express('the cookie of a renewed session goes out beside one that the handler sets later'),
      Fastify: fastify('the cookie of a renewed session goes out > %s', 'the cookie of a renewed session goes out > beside those of @fastify/cookie'),
      Hono: hono('cookies of the app stay, whichever way and whenever they are set', 'the cookie of a renewed session goes out with > %s'),
      Koa: koa('the cookie of a renewed session goes out > %s', 'a body that is a Response keeps its cookies, and ours goes out beside them'),
      web: web('an answer > keeps its own cookies but that of the session, and is not cached'),
    },
  },
  {
    name: 'Each request is validated once, and one without the cookie not at all',
    common: behaviour(
      'however often a request asks, storage is asked once',
      'a request without the cookie costs nothing and says nothing about cookies',
    ),
  },
  {
    name: 'The cookie of a renewed session is sent again, and no cache keeps it',
    common: [
      ...behaviour('a renewed session gets its cookie again, not to be cached'),
      ...peers('Flask GHSA-m2qf-hxjv-5gpq: a cookie that is sent again is kept out of every cache'),
    ],
  },
  {
    name: 'The cookie of a session that is gone is cleared, by a navigation only',
    common: behaviour('only a navigation clears the cookie of a session that is gone'),
  },
  {
    name: 'Unsafe requests of other origins are refused before anything is read',
    common: [
      ...behaviour('an unsafe request from elsewhere is refused before storage is asked'),
      ...asvs('a login that another site sends is refused'),
      ...peers('SvelteKit GHSA-5p75-vc5g-8rv2; Hono GHSA-2234-fmw7-43wr: a forged request is refused, whatever its content type or method'),
    ],
    own: {
      Fastify: fastify('a foreign origin is refused before the body is read'),
      web: web('a handler > is not called for an unsafe request from elsewhere, nor is storage'),
    },
  },
  {
    name: 'Other origins may be allowed',
    common: behaviour('an unsafe request from elsewhere is refused before storage is asked'),
  },
  {
    name: 'A guard lets only users pass',
    common: behaviour('a protected route needs a session'),
  },
  {
    name: 'A guard lets only users pass who proved lately who they are',
    common: userData('requireFresh lets a fresh login pass, and no other'),
  },
  {
    name: 'A logout ends the session, and a copy of the cookie is worth nothing',
    common: [
      ...behaviour('a session that is gone has its cookie cleared, and the old cookie is worth nothing'),
      ...peers('@fastify/secure-session GHSA-9wwp-q7wq-jx35: a copy of the cookie is worth nothing after logout'),
    ],
  },
  {
    name: 'Logins may wait for a second factor',
    common: secondFactor(
      'a login that waits for a second factor sets its own cookie, and is nobody\'s session',
      'once complete the user is signed in with another token, and the pending cookie is gone',
      'a session of the browser stays until then, and ends then',
      'a login that waited too long is not completed',
      'a request from another origin begins and completes nothing',
    ),
  },
  {
    name: 'A new proof of who it is gives the session a new token',
    common: secondFactor('a new proof of who it is gives the session a new token and time'),
  },
  {
    name: 'Bearer tokens, if the app takes them',
    common: behaviour(
      'a bearer token > is not looked at unless the app wants it',
      'a bearer token > says who is asking, whatever the origin, and no cookie is set for it',
      'a bearer token > counts instead of the cookie, even if it is none',
      'a bearer token > leaves other schemes, and requests without one, to the cookie and its rules',
      'a bearer token > gets nothing that would need a cookie',
    ),
  },
  {
    name: 'An outage of the storage is 503, and signs nobody out',
    common: [
      ...behaviour('a storage failure is 503, never "signed out": the cookie stays as it is'),
      ...peers('Auth.js GHSA-8fpg-xm3f-6cx3: when the storage fails, nobody gets in'),
    ],
  },
  {
    name: 'Hostile cookie headers are no session, and no error',
    common: behaviour('hostile cookie headers are no session, and no error'),
  },
  {
    name: 'User data is sent as a stream, as fast as the client takes it',
    common: userData(
      'sends the document as a file that nobody keeps, and tells where it went',
      'a client that reads slowly is waited for: no more rows are read than buffers hold',
      'rows that come out of memory leave the server its turns between chunks',
    ),
  },
  {
    name: 'What fails in it is answered, or breaks the answer off rather than cut it short',
    common: userData(
      'what fails before the first bytes > %s, is answered as an error',
      'what fails later breaks the answer off > a section',
      'what fails later breaks the answer off > a user who was deleted meanwhile',
      'what fails later breaks the answer off > the app\'s signal, also while the client reads nothing',
    ),
  },
  {
    name: 'A client that goes away stops it',
    common: userData(
      'a client that goes away > in the middle stops the export at once',
      'a client that goes away > before anything was sent stops the export too',
      'a client that goes away > before the export begins has none',
    ),
  },
  {
    name: 'The user, on the framework\'s own context',
    own: {
      Express: express('res.locals tells who is asking, before and after a login and a logout'),
      Fastify: fastify('request.user and request.session follow a login and a logout, and are unknown before'),
      Hono: behaviour(
        'hono > a login sets the cookie beside others, and the next request is the user\'s',
        'hono > a protected route needs a session',
        'hono > a session that is gone has its cookie cleared, and the old cookie is worth nothing',
      ),
      Koa: koa('ctx.state tells who is asking, before and after a login and a logout'),
    },
    without: { node: '`session.of(request)`', web: '`visit.current()`' },
  },
  {
    name: 'The user has the type that the storage adapter gives it',
    own: {
      node: typedOn('node'),
      Express: typedOn('express'),
      Fastify: typedOn('fastify'),
      Hono: typedOn('hono'),
      Koa: typedOn('koa'),
      web: typedOn('web'),
    },
  },
  {
    name: 'Errors take the framework\'s own way, with our headers',
    own: {
      node: behaviour('on a server in the style of connect, it is a middleware'),
      Express: express('the default error handler keeps the status and our headers'),
      Fastify: fastify(
        'the default answer to an error has its status and code, and our headers',
        'the app\'s error handler gets the error, and finds that nothing is known of the user',
      ),
      Hono: hono(
        'an error > is an HTTPException, whose cause is ours, for the app\'s handler',
        'an error > is answered with our headers where the app has no handler',
        'an error > of the app\'s own making stays itself',
      ),
      Koa: koa(
        'Koa answers an error with its status, its message where the client may read it, and our headers',
        'an outage is 503, and says nothing of its cause',
        'an error of the app\'s own comes as it is, and takes no cookie to the next one who causes it',
      ),
      web: web(
        'a handler > answers an error of ours with its status and headers, and lets nobody keep it',
        'a handler > says that storage fails, and leaves the cookie',
        'a handler > takes a Response that is thrown for the answer',
      ),
    },
  },
  {
    name: 'Behind a proxy, the address of the client is what the app trusts',
    own: {
      Express: behaviour('behind a proxy that Express trusts, the client\'s address and scheme are the proxy\'s word'),
      Fastify: fastify('behind a proxy that Fastify trusts, the client\'s address and scheme are the proxy\'s word'),
      Hono: hono('the address is %s'),
      Koa: koa('behind a proxy that Koa trusts, the client\'s address and scheme are the proxy\'s word'),
      web: web('a handler > is asked for the address with what the server passes, and an IPv4 address is one'),
    },
    without: { node: 'trusts none' },
  },
  {
    name: 'HTTP/2',
    own: {
      node: http2('the document arrives whole', 'a failure later resets the stream, and not the connection'),
      Fastify: fastify('over HTTP/2 > a login and an export work', 'over HTTP/2 > an export that fails before the first bytes is answered by Fastify'),
      Koa: koa('over HTTP/2, a login, an export and an error carry their headers'),
    },
    without: { Express: 'not in Express', Hono: 'of the server', web: 'of the server' },
  },
];
