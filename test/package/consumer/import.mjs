import * as index from 'sojourn';
import * as cached from 'sojourn/cached';
import * as doctor from 'sojourn/doctor';
import * as express from 'sojourn/express';
import * as memory from 'sojourn/memory';
import * as node from 'sojourn/node';
import * as opentelemetry from 'sojourn/opentelemetry';
import * as prisma from 'sojourn/prisma';
import * as redis from 'sojourn/redis';
import * as sql from 'sojourn/sql';
import * as testing from 'sojourn/testing';
import * as zip from 'sojourn/zip';
import roundTrip from './round-trip.cjs';

const entries = { index, memory, prisma, redis, sql, testing, node, express, opentelemetry, zip, doctor, cached };
console.log(JSON.stringify(await roundTrip(entries)));
