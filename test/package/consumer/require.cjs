'use strict';
const roundTrip = require('./round-trip.cjs');

const entries = {
  index: require('sojourn'),
  memory: require('sojourn/memory'),
  prisma: require('sojourn/prisma'),
  redis: require('sojourn/redis'),
  sql: require('sojourn/sql'),
  testing: require('sojourn/testing'),
  node: require('sojourn/node'),
  express: require('sojourn/express'),
  fastify: require('sojourn/fastify'),
  hono: require('sojourn/hono'),
  koa: require('sojourn/koa'),
  web: require('sojourn/web'),
  opentelemetry: require('sojourn/opentelemetry'),
  zip: require('sojourn/zip'),
  legacy: require('sojourn/legacy'),
  doctor: require('sojourn/doctor'),
  cached: require('sojourn/cached'),
};

void roundTrip(entries).then((result) => console.log(JSON.stringify(result)));
