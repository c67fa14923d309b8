import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FaultProxy, openFaultProxy } from '../support/fault-proxy.js';

/** A server that answers what it gets in capitals, and keeps what it got. */
const received: string[] = [];
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    received.push(String(bytes));
    socket.write(String(bytes).toUpperCase());
  });
});

let proxy: FaultProxy;
beforeEach(async () => {
  received.length = 0;
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await openFaultProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

interface Client {
  socket: Socket;
  /** What came, and whether the connection is at an end. */
  seen: { text: string; cut: boolean };
  ended: Promise<void>;
  send(text: string): void;
  /** Resolves when so much has come. */
  until(text: string): Promise<void>;
}

function open(): Client {
  const socket = connect({ host: proxy.host, port: proxy.port, noDelay: true });
  const seen = { text: '', cut: false };
  socket.on('data', (bytes) => (seen.text += String(bytes)));
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => {
      seen.cut = true;
      resolve();
    });
  });
  return {
    socket,
    seen,
    ended,
    send: (text) => void socket.write(text),
    async until(text) {
      while (seen.text !== text) await once(socket, 'data');
    },
  };
}

test('passes everything on, and records requests and answers', async () => {
  const exchanges = proxy.record();
  const client = open();
  client.send('one');
  await client.until('ONE');
  client.send('three');
  await client.until('ONETHREE');
  expect(exchanges).toEqual([
    { request: 'one', answer: 'ONE' },
    { request: 'three', answer: 'THREE' },
  ]);
});

test('cuts before the n-th request, which the server never gets', async () => {
  const strike = proxy.arm({ action: 'cut', point: 'request', nth: 2 });
  const client = open();
  client.send('one');
  await client.until('ONE');
  expect(strike.fired).toBe(0);
  client.send('two');
  await client.ended;
  expect(strike.fired).toBe(1);
  expect(received).toEqual(['one']);
});

test('cuts at a byte of a request', async () => {
  proxy.arm({ action: 'cut', point: 'request', after: 4 });
  const client = open();
  client.send('abcdefgh');
  await client.ended;
  await expect.poll(() => received.join('')).toBe('abcd');
});

test('cuts between a request with a text and its answer', async () => {
  const strike = proxy.arm({ action: 'cut', point: 'answer', holding: 'COMMIT' });
  const client = open();
  client.send('begin');
  await client.until('BEGIN');
  client.send('commit');
  await client.ended;
  expect(strike.fired).toBe(1);
  expect(received).toEqual(['begin', 'commit']);
  expect(client.seen.text).toBe('BEGIN');
});

test('cuts at a byte of an answer', async () => {
  proxy.arm({ action: 'cut', point: 'answer', after: 2 });
  const client = open();
  client.send('abcdefgh');
  await client.ended;
  expect(client.seen.text).toBe('AB');
});

test('stalls, and on resume passes on what was held back', async () => {
  const strike = proxy.arm({ action: 'stall', point: 'answer', after: 1 });
  const client = open();
  client.send('abc');
  await client.until('A');
  expect(strike.fired).toBe(1);
  const other = open();
  other.send('meanwhile');
  await other.until('MEANWHILE');
  expect(client.seen).toEqual({ text: 'A', cut: false });
  proxy.resume();
  await client.until('ABC');
});

test('lift cuts what is stalled', async () => {
  const strike = proxy.arm({ action: 'stall', point: 'request' });
  const client = open();
  client.send('abc');
  await expect.poll(() => strike.fired).toBe(1);
  proxy.lift();
  await client.ended;
  expect(received).toEqual([]);
});

test('strikes once, and not at all when lifted before', async () => {
  const strike = proxy.arm({ action: 'cut', point: 'request' });
  proxy.lift();
  const client = open();
  client.send('one');
  await client.until('ONE');
  expect(strike.fired).toBe(0);
  proxy.arm({ action: 'cut', point: 'request' });
  client.send('two');
  await client.ended;
  const another = open();
  another.send('three');
  await another.until('THREE');
});

test('refuses connections, and cuts all there are', async () => {
  const client = open();
  client.send('one');
  await client.until('ONE');
  proxy.refuse();
  proxy.cutAll();
  await client.ended;
  await open().ended;
  proxy.lift();
  const another = open();
  another.send('two');
  await another.until('TWO');
});
