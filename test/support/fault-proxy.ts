import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/**
 * What goes wrong, and where. A request is what a client sends until an answer begins, so that the
 * statements of a transaction, sent one by one, are a request each, in whatever protocol.
 */
export interface Fault {
  /** Reset both sides of the connection; or keep it open and pass nothing more on, either way. */
  action: 'cut' | 'stall';
  /** In the request, which the server then does not get as a whole; or in its answer, when the server has acted. */
  point: 'request' | 'answer';
  /** At the n-th request from now on, over all connections. Default 1. */
  nth?: number;
  /** Count only requests that hold this text; letter case does not matter. */
  holding?: string;
  /** Pass on so many bytes of the request, or of the answer, and strike at the next. Default 0. */
  after?: number;
}

/** A request and what the server said to it; bytes as Latin-1. */
export interface Exchange {
  request: string;
  answer: string;
}

/** Tells whether a fault has happened. */
export interface Strike {
  readonly fired: number;
}

interface ArmedFault extends Fault {
  strike: { fired: number };
  /** How many requests fit so far. */
  seen: number;
}

/** One connection: the client's side, the server's, and where in the conversation they are. */
interface Link {
  client: Socket;
  server: Socket;
  exchange: Exchange | null;
  /** The fault that is to strike on this link, and how many bytes may pass before. */
  due: { fault: ArmedFault; left: number } | null;
  /** From the strike on: what was to be passed on. */
  held: { to: Socket; bytes: Buffer }[] | null;
}

/**
 * A TCP proxy on the loopback interface in front of a server, which breaks connections at a chosen byte
 * of a chosen request.
 *
 * @param target where the server listens
 */
export async function openFaultProxy(target: { host: string; port: number }) {
  const links = new Set<Link>();
  let armed: ArmedFault | null = null;
  let recorded: Exchange[] = [];
  let refusing = false;

  /** What is on its way is no part of what is recorded or counted from now on. */
  function turnPage(): void {
    for (const link of links) link.exchange = null;
  }

  function cut(link: Link): void {
    links.delete(link);
    link.client.resetAndDestroy();
    link.server.resetAndDestroy();
  }

  /** Notes what the client says, and whether this is the request that the fault waits for. */
  function listen(link: Link, bytes: Buffer): void {
    if (!link.exchange || link.exchange.answer !== '') {
      link.exchange = { request: '', answer: '' };
      recorded.push(link.exchange);
    }
    const before = link.exchange.request;
    link.exchange.request += bytes.toString('latin1');
    if (!armed) return;
    const text = armed.holding?.toLowerCase() ?? '';
    const fits = (request: string) => request !== '' && request.toLowerCase().includes(text);
    if (fits(before) || !fits(link.exchange.request)) return;
    if (++armed.seen < (armed.nth ?? 1)) return;
    link.due = { fault: armed, left: armed.after ?? 0 };
    armed = null;
  }

  function pass(link: Link, point: Fault['point'], to: Socket, bytes: Buffer): void {
    if (link.held) {
      link.held.push({ to, bytes });
      return;
    }
    const { due } = link;
    if (due?.fault.point !== point || (due.left -= bytes.length) >= 0) {
      to.write(bytes);
      return;
    }
    const passed = bytes.length + due.left;
    due.fault.strike.fired++;
    link.due = null;
    link.held = [{ to, bytes: bytes.subarray(passed) }];
    // A reset would overtake what may still pass.
    const finish = () => {
      if (due.fault.action === 'cut') cut(link);
    };
    if (passed > 0) to.write(bytes.subarray(0, passed), finish);
    else finish();
  }

  const listener = createServer({ noDelay: true }, (client) => {
    client.on('error', () => {});
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...target, noDelay: true });
    server.on('error', () => {});
    const link: Link = { client, server, exchange: null, due: null, held: null };
    links.add(link);
    client.on('data', (bytes) => {
      listen(link, bytes);
      pass(link, 'request', server, bytes);
    });
    server.on('data', (bytes) => {
      if (link.exchange) link.exchange.answer += bytes.toString('latin1');
      pass(link, 'answer', client, bytes);
    });
    for (const [one, other] of [[client, server], [server, client]] as const) {
      one.on('close', () => {
        // Over a stalled connection not even its end gets through.
        if (link.held) return;
        links.delete(link);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));

  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,

    /** Sets the one fault that is to happen next. It happens once at most; `fired` tells how often it did. */
    arm(fault: Fault): Strike {
      turnPage();
      const counter = { fired: 0 };
      armed = { ...fault, strike: counter, seen: 0 };
      return counter;
    },

    /** The requests from now on, in order; goes on growing until the next call. */
    record(): readonly Exchange[] {
      turnPage();
      recorded = [];
      return recorded;
    },

    /** Resets every open connection. */
    cutAll(): void {
      for (const link of links) cut(link);
    },

    /** Resets every new connection, until `lift`. */
    refuse(): void {
      refusing = true;
    },

    /** Ends every fault. Connections that are stalled are reset. */
    lift(): void {
      armed = null;
      refusing = false;
      for (const link of links) if (link.held || link.due) cut(link);
    },

    /** Lets stalled connections go on, with all that was sent meanwhile. */
    resume(): void {
      for (const link of links) {
        const { held } = link;
        link.held = null;
        for (const { to, bytes } of held ?? []) to.write(bytes);
        if (link.client.destroyed) link.server.end();
        if (link.server.destroyed) link.client.end();
      }
    },

    async close(): Promise<void> {
      for (const link of links) cut(link);
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

export type FaultProxy = Awaited<ReturnType<typeof openFaultProxy>>;
