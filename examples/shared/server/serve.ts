import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { auth } from '../auth.js';
import { prisma } from '../database/client.js';
import { prepareDatabase } from '../database/prepare.js';
import { StartError } from './start-error.js';

/** How long requests under way may take once the server is told to stop. In milliseconds. */
const grace = 5000;

/** What a server runs. */
interface App {
  /** Makes it ready to answer, or throws a StartError. */
  prepare(): Promise<unknown>;
  /** Begins to clean up, and goes on until the signal. */
  startCleanup(signal: AbortSignal): void;
  close(): Promise<void>;
}

/** The app in this process. */
const ownApp: App = {
  prepare: () => prepareDatabase(),
  startCleanup: (signal) => auth.startCleanup({ every: 60 * 60 * 1000, signal }),
  close: () => prisma.$disconnect(),
};

/** Prepares the app, listens, and stops in good order on SIGINT or SIGTERM. */
export async function serve(server: Server, app = ownApp): Promise<void> {
  const { PORT = '3000', HOST = '127.0.0.1' } = process.env;
  try {
    assertPort(PORT);
    await app.prepare();
    await listen(server, Number(PORT), HOST);
  } catch (error) {
    await app.close();
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  const stopping = new AbortController();
  app.startCleanup(stopping.signal);

  function stop(): void {
    if (stopping.signal.aborted) return;
    stopping.abort();
    server.close(() => void app.close());
    setTimeout(() => server.closeAllConnections(), grace).unref();
  }

  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const { port } = server.address() as AddressInfo;
  const host = ['127.0.0.1', '::1', 'localhost'].includes(HOST) ? 'localhost' : HOST;
  console.log(`Ready on http://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

function assertPort(port: string): void {
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return;
  throw new StartError('PORT must be a number from 0 to 65535', 'for example: PORT=3001 npm start');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)));
    server.listen(port, host, resolve);
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const another = `PORT=${port === 3001 ? 3002 : 3001} npm start`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(`Port ${port} is taken`, `stop what runs there, or choose another: ${another}`);
    case 'EACCES':
      return new StartError(`Port ${port} needs more rights than this process has`, `choose another: ${another}`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`HOST ${host} is no address of this machine`, 'unset it for 127.0.0.1');
    default:
      return error;
  }
}
