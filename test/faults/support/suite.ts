import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { type SessionRow, SojournError } from '../../../src/index.js';
import type { Exchange } from '../../support/fault-proxy.js';
import { type FaultKind, type Outage, type Plan, faultKinds, outages } from './faults.js';
import { type Lane, createLanes, patience } from './lane.js';
import { type Operation, type Scene, operations } from './operations.js';
import type { FaultStorage } from './storage.js';

type Row = SessionRow<string>;
type Settled = { value: unknown } | { error: unknown };

/** How much later than its time limit an answer may be seen here, in milliseconds. */
const slack = 1000;
/**
 * The time limits for a call that is to hang, in milliseconds: the next if, on a busy machine, the call did
 * not get as far as its fault.
 */
const timeouts = [300, 1500, patience];

/** Every operation under every fault, over one storage. */
export function faultSuite(storage: FaultStorage): void {
  describe.skipIf(inject('missing').includes(storage.needs))(storage.name, () => {
    const lanes = createLanes(storage);
    const rehearsals = new Map<Operation, Promise<Exchange[]>>();
    afterAll(() => lanes.close());

    function rehearsalOf(operation: Operation, lane: Lane): Promise<Exchange[]> {
      const rehearsal = rehearsals.get(operation) ?? rehearse(operation, lane);
      rehearsals.set(operation, rehearsal);
      return rehearsal;
    }

    for (const operation of operations(storage)) {
      for (const kind of faultKinds) {
        test.concurrent(`${operation.name}: ${kind.name}`, () =>
          lanes.use(async (lane) => undergo(operation, lane, kind, await rehearsalOf(operation, lane))));
      }
      for (const outage of outages) {
        test.concurrent(`${operation.name}: ${outage.name}`, () => lanes.use((lane) => outlive(operation, lane, outage)));
      }
    }
  });
}

async function prepare(operation: Operation, { storage, direct, reconnect }: Lane) {
  const scene = await operation.prepare(await storage.createUser(), direct);
  const before = await storage.readSessions(scene.userId);
  // The same requests each time: those of a connection that is new.
  await reconnect();
  return { scene, before };
}

/** The requests that the operation makes when nothing goes wrong. */
async function rehearse(operation: Operation, lane: Lane): Promise<Exchange[]> {
  let recorded: readonly Exchange[] = [];
  // The first time, drivers do more: they load what they need.
  for (let round = 1; round <= 2; round++) {
    const { scene, before } = await prepare(operation, lane);
    recorded = lane.proxy.record();
    const value = await scene.run(lane.callWithin(patience));
    const rows = await lane.storage.readSessions(scene.userId);
    const details = JSON.stringify({ value, before, rows });
    expect(scene.isRight(value, rows, before), `wrong without a fault: ${details}`).toBe(true);
    expect(scene.isWhole(rows, before), `torn without a fault: ${details}`).toBe(true);
  }
  // What gets no answer, such as the end of a prepared statement, is no request.
  const exchanges = recorded.filter(({ answer }) => answer !== '').map((exchange) => ({ ...exchange }));
  if (operation.inTransaction) expect(exchanges.at(-1)?.request).toContain('COMMIT');
  return exchanges;
}

/** Runs the operation under every fault of the kind, each on sessions of its own. */
async function undergo(operation: Operation, lane: Lane, kind: FaultKind, exchanges: Exchange[]): Promise<void> {
  const plans = kind.plans(exchanges);
  expect(plans.length, 'faults').toBeGreaterThan(0);
  for (const plan of plans) {
    let happened = false;
    for (const timeout of plan.fault.action === 'stall' ? timeouts : [patience]) {
      const { scene, before } = await prepare(operation, lane);
      happened = await undergoOne(scene, before, lane, plan, timeout).catch((error: unknown) => {
        throw Object.assign(error as Error, { message: `${plan.name}: ${(error as Error).message}` });
      });
      if (happened) break;
    }
    expect(happened, `${plan.name}: the fault happened`).toBe(true);
  }
}

/** @returns whether the fault happened */
async function undergoOne(scene: Scene, before: Row[], lane: Lane, plan: Plan, timeout: number): Promise<boolean> {
  const { fault, effect, resumes } = plan;
  const strike = lane.proxy.arm(fault);
  const settled = await settleInTime(scene.run(lane.callWithin(timeout)), timeout);
  const happened = strike.fired === 1;
  const during = await effectOf(scene, before, lane);
  if (happened && effect !== 'either' && 'error' in settled) expect(during[effect], `the effect is ${effect}`).toBe(true);
  if (resumes) lane.proxy.resume();
  else lane.proxy.lift();
  await lane.ready();
  const later = await effectOf(scene, before, lane);
  if (happened && !resumes) expect(later.rows, 'nothing changes afterwards').toEqual(during.rows);
  assertOutcome(settled, scene, later.rows, before);
  return happened;
}

async function outlive(operation: Operation, lane: Lane, { begin, canReconnect }: Outage): Promise<void> {
  const { scene, before } = await prepare(operation, lane);
  begin(lane.proxy);
  const timeout = canReconnect ? patience : timeouts[0]!;
  const settled = await settleInTime(scene.run(lane.callWithin(timeout)), timeout);
  if (!canReconnect) expect(settled).toHaveProperty('error');
  const { rows, none } = await effectOf(scene, before, lane);
  if ('error' in settled) expect(none, 'nothing happened').toBe(true);
  assertOutcome(settled, scene, rows, before);
  lane.proxy.lift();
  await lane.ready();
}

/** What the second reader sees; fails if it is neither the whole effect nor none. */
async function effectOf(scene: Scene, before: Row[], { storage }: Lane) {
  const rows = await storage.readSessions(scene.userId);
  const none = isDeepStrictEqual(rows, before);
  const whole = scene.isWhole(rows, before);
  expect(none || whole, `torn: ${JSON.stringify({ before, rows })}`).toBe(true);
  return { rows, none, whole };
}

async function settleInTime(call: Promise<unknown>, timeout: number): Promise<Settled> {
  const start = performance.now();
  const settled = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  expect(performance.now() - start, 'milliseconds until the answer').toBeLessThan(timeout + slack);
  return settled;
}

/** It failed as storage fails, or what it said is what the second reader sees. */
function assertOutcome(settled: Settled, scene: Scene, rows: Row[], before: Row[]): void {
  if ('error' in settled) {
    expect(settled.error).toBeInstanceOf(SojournError);
    expect(settled.error).toMatchObject({ code: 'ERR_STORAGE' });
  } else {
    expect(scene.isRight(settled.value, rows, before), `wrong: ${JSON.stringify({ ...settled, before, rows })}`).toBe(true);
  }
}
