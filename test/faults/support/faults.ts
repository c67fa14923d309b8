import type { Exchange, Fault, FaultProxy } from '../../support/fault-proxy.js';

/** A fault, with what can be said of the effect of the call it befalls. */
export interface Plan {
  name: string;
  fault: Fault;
  /** What the second reader must see: nothing of it, all of it, or either of the two. */
  effect: 'none' | 'whole' | 'either';
  /** Connections that were stalled go on afterwards, instead of being cut. */
  resumes?: boolean;
}

export interface FaultKind {
  name: string;
  /** The faults of this kind for a call that makes these requests when nothing goes wrong. */
  plans(exchanges: readonly Exchange[]): Plan[];
}

interface KindOptions {
  /** Only at the first and the last request, for faults that cost their whole time limit. */
  ends?: boolean;
  resumes?: boolean;
  /** The bytes at which to strike. Default the first alone. */
  after?: (exchange: Exchange, isLast: boolean) => number[];
}

function kind(
  name: string,
  { action, point }: Pick<Fault, 'action' | 'point'>,
  { ends = false, resumes = false, after = () => [0] }: KindOptions = {},
): FaultKind {
  return {
    name,
    plans(exchanges) {
      const last = exchanges.length - 1;
      return exchanges.flatMap((exchange, index) => {
        if (ends && index !== 0 && index !== last) return [];
        let effect: Plan['effect'] = 'either';
        if (index === 0 && point === 'request') effect = 'none';
        if (index === last && point === 'answer') effect = 'whole';
        return [...new Set(after(exchange, index === last))].map((bytes) => ({
          name: `request ${index + 1} of ${exchanges.length}, byte ${bytes}`,
          fault: { action, point, nth: index + 1, after: bytes },
          effect,
          resumes,
        }));
      });
    },
  };
}

const middle = (length: number) => Math.max(1, Math.floor(length / 2));
/** In the middle; at the end also at the second byte, and within the last message, which says that the server is done. */
const withinAnswer = ({ answer }: Exchange, isLast: boolean) => [
  middle(answer.length),
  ...(isLast ? [1, Math.max(1, answer.length - 4)] : []),
];

export const faultKinds: FaultKind[] = [
  kind('cut before a request', { action: 'cut', point: 'request' }),
  kind('cut in the middle of a request', { action: 'cut', point: 'request' }, { after: ({ request }) => [middle(request.length)] }),
  kind('cut between a request and its answer', { action: 'cut', point: 'answer' }),
  kind('cut within an answer', { action: 'cut', point: 'answer' }, { after: withinAnswer }),
  kind('stalled before a request', { action: 'stall', point: 'request' }, { ends: true }),
  kind('stalled between a request and its answer', { action: 'stall', point: 'answer' }, { ends: true }),
  kind('stalled within an answer', { action: 'stall', point: 'answer' }, {
    ends: true,
    after: ({ answer }) => [middle(answer.length)],
  }),
  kind('stalled before a request, which arrives late', { action: 'stall', point: 'request' }, { ends: true, resumes: true }),
];

/** What may befall connections between two calls. */
export interface Outage {
  name: string;
  begin(proxy: FaultProxy): void;
  /** Whether a call can find another connection; if not, it must fail, for some drivers not before its time limit. */
  canReconnect: boolean;
}

export const outages: Outage[] = [
  { name: 'every connection cut while idle', begin: (proxy) => proxy.cutAll(), canReconnect: true },
  {
    name: 'server gone: connections cut and refused',
    begin(proxy) {
      proxy.refuse();
      proxy.cutAll();
    },
    canReconnect: false,
  },
];
