/**
 * G2: at each named point of booking, cancelling, moving and reading the process is killed, an error is thrown, or the power is
 * cut. Started again, it must end with diary, store and what the patient was told in agreement, nothing doubled, nothing lost.
 */
import { fork } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { REQUEST_FAILPOINTS } from '../../../src/main/bookings/request-booking.ts';
import { OUTBOX_FAILPOINTS } from '../../../src/main/outbox/outbox-deps.ts';
import { SYNC_FAILPOINTS } from '../../../src/main/sync/failpoints.ts';
import type { Dice } from '../../../src/main/ports/dice.ts';
import { createSeededDice } from '../../support/seeded-dice.ts';
import { buildShim, openOrders, shimEnvironment } from '../disk/disk-orders.ts';
import { beginToTrust, cutPower } from '../disk/power-cut.ts';
import { type Proof, type Tally, createTally, inParallel, messageOf } from '../proof.ts';
import { type DiaryQuestion, answerFrom } from './diary-over-ipc.ts';
import type { KillOrder } from './kill-child.ts';
import { type KillWorld, SLOTS, killWorld } from './kill-world.ts';
import { type Flow, startSmallCore } from './small-core.ts';
import { disagreementOf } from './what-must-hold.ts';

const CHILD = path.join(import.meta.dirname, 'kill-child.ts');
const COMPILED = path.join(tmpdir(), 'slotkeeper-compiled');
const AT_ONCE = 10;
const CHILD_LIMIT_MS = 60_000;
const LATE_MS = 350;
const UNTIL_IT_WRITES_MS = 3_000;
/** So many writes, syncs and truncations beyond the point a power cut comes at most: a commit is about as many. */
const MOST_CALLS = 8;

export const DEATHS = ['SIGKILL', 'throw', 'power cut'] as const;
type Death = (typeof DEATHS)[number];

const BOOKING = OUTBOX_FAILPOINTS.filter((name) => !name.startsWith('cancel-'));
const CANCELLING = OUTBOX_FAILPOINTS.filter((name) => name.startsWith('cancel-'));

/** Between a patient who has been told and the row that says so. */
const TELLING = ['delivering', 'delivered'] as const;

export const POINTS: Readonly<Record<Flow, readonly string[]>> = {
  book: [...REQUEST_FAILPOINTS, ...BOOKING, ...TELLING],
  cancel: [...REQUEST_FAILPOINTS, ...CANCELLING],
  move: [...REQUEST_FAILPOINTS, ...BOOKING, ...CANCELLING],
  sync: SYNC_FAILPOINTS,
};

interface Case {
  readonly flow: Flow;
  readonly point: string;
  readonly death: Death;
  readonly seed: number;
}

interface Bench {
  readonly folder: string;
  readonly library: string | undefined;
  readonly provesNeverBooked: boolean;
  /** Added to by every power cut. */
  readonly cuts: { writes: number; lost: number };
  /** A store that has read the diary, and the moment from which its time runs. */
  readonly template: string;
  readonly since: number;
}

/** The points of doubt are only come by when an answer is lost: which write of the flow that is. */
function loseAnswers(world: KillWorld, { flow, point }: Case): void {
  if (!/doubted|read-back/.test(point)) return;
  const isOfCancelling = point.startsWith('cancel-');
  const before = flow === 'book' ? 0 : flow === 'move' && isOfCancelling ? 2 : 1;
  world.orders.push(...Array.from({ length: before }, () => 'work' as const), 'lose-answer');
}

/** Runs until it says that it is at the point, and kills it there. */
function killAt(order: KillOrder, world: KillWorld, env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(CHILD, [JSON.stringify(order)], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
    });
    let said = '';
    let trouble = '';
    const limit = setTimeout(() => child.kill('SIGKILL'), CHILD_LIMIT_MS);
    child.on('message', (question) => {
      void answerFrom(world, question as DiaryQuestion).then((answer) => {
        if (child.connected) child.send(answer, () => {});
      });
    });
    child.stderr?.on('data', (text: Buffer) => (trouble += text.toString()));
    child.stdout?.on('data', (text: Buffer) => {
      said += text.toString();
      // A moment for what it has just sent on its way; or until it writes, if it still does.
      const moment = order.powerFails ? UNTIL_IT_WRITES_MS : 5;
      if (said.includes(`at ${order.stopAt}\n`)) setTimeout(() => child.kill('SIGKILL'), moment);
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(limit);
      if (said.includes(`at ${order.stopAt}\n`)) resolve();
      else reject(new Error(`it never came to ${order.stopAt}: ${said.trim()} ${trouble.slice(0, 600)}`));
    });
  });
}

interface PowerCut {
  readonly library: string;
  readonly dice: Dice;
  readonly cuts: Bench['cuts'];
}

/** Everything stood still at the point, or a little later, in the middle of what it writes next. */
async function cutPowerAt(
  order: KillOrder,
  world: KillWorld,
  { library, dice, cuts }: PowerCut,
): Promise<void> {
  const { file } = order;
  const folder = path.dirname(file);
  const atCall = Math.floor(dice.fraction() * (MOST_CALLS + 1));
  const orders = path.join(folder, 'orders');
  openOrders(orders).disarm();
  beginToTrust(file);
  const whole = atCall === 0 ? order : { ...order, powerFails: { orders, atCall } };
  await killAt(whole, world, shimEnvironment(library, folder, { orders, keepsUnsynced: true }));
  const { writes, lost } = cutPower(file, dice);
  cuts.writes += writes;
  cuts.lost += lost;
}

/** Throws once, at the point, and goes on. */
async function throwAt({ flow, point }: Case, file: string, since: number, world: KillWorld): Promise<void> {
  let isArmed = flow === 'book' || flow === 'sync';
  let hasThrown = false;
  const core = startSmallCore({
    ...{ file, since, diary: world.diary, gateway: world.gateway },
    failpoint(name) {
      if (name === 'first-booked') isArmed = true;
      if (hasThrown || !isArmed || name !== point) return;
      hasThrown = true;
      throw new Error(`a fault at ${point}`);
    },
  });
  try {
    await core.perform(flow);
  } finally {
    await core.stop();
  }
  if (!hasThrown) throw new Error(`it never came to ${point}`);
}

async function tryCase(one: Case, bench: Bench): Promise<string | undefined> {
  const { flow, point, death, seed } = one;
  const { folder, library, template, since, provesNeverBooked } = bench;
  const file = path.join(folder, `${flow}-${point}-${death}-${seed}`.replaceAll(' ', '-'), 'slotkeeper.db');
  mkdirSync(path.dirname(file), { recursive: true });
  copyFileSync(template, file);
  const world = killWorld(provesNeverBooked);
  loseAnswers(world, one);
  // What is on its way when the sender dies comes to the EHR after the restart has looked.
  if (/(^|-)sent$/.test(point)) world.sendSlowly(LATE_MS);
  if (flow === 'sync') changeTheDiary(world);
  try {
    if (death === 'throw') await throwAt(one, file, since, world);
    else {
      const { product, sees } = world.diary;
      const order: KillOrder = { file, since, flow, stopAt: point, shape: { product, sees } };
      if (death === 'SIGKILL' || library === undefined) await killAt(order, world, {});
      else await cutPowerAt(order, world, { library, dice: createSeededDice(seed), cuts: bench.cuts });
    }
    const core = startSmallCore({
      ...{ file, since, diary: world.diary, gateway: world.gateway },
      failpoint: () => {},
    });
    try {
      await core.perform(flow);
      return disagreementOf(flow, core.store, file, world, provesNeverBooked);
    } finally {
      await core.stop();
    }
  } catch (problem) {
    return messageOf(problem);
  } finally {
    rmSync(path.dirname(file), { recursive: true, force: true });
  }
}

/** What a reading has to find: since the last one somebody was booked, and a slot was blocked. */
function changeTheDiary(world: KillWorld): void {
  const [, , third, fourth] = SLOTS;
  if (third) world.staffBook(third);
  if (fourth) world.staffChange(fourth, { status: 'blocked' });
}

/** A store that has read the diary once, and the moment from which its time runs. */
async function makeTemplate(file: string, world: KillWorld): Promise<number> {
  const since = Date.now();
  const core = startSmallCore({
    ...{ file, since, diary: world.diary, gateway: world.gateway },
    failpoint: () => {},
  });
  await core.perform('sync');
  await core.stop();
  return since;
}

const FLOWS = Object.keys(POINTS) as readonly Flow[];

async function proveRound(
  bench: Omit<Bench, 'template' | 'since'>,
  seed: number,
  tally: Tally,
): Promise<void> {
  const template = path.join(bench.folder, `template-${seed}.db`);
  const since = await makeTemplate(template, killWorld(true));
  const cases = FLOWS.flatMap((flow) =>
    POINTS[flow].flatMap((point, at) =>
      DEATHS.map((death): Case => ({ flow, point, death, seed: seed + at })),
    ),
  );
  const runnable = cases.filter(({ death }) => death !== 'power cut' || bench.library !== undefined);
  await inParallel(runnable, AT_ONCE, async (one) => {
    const name = `${one.flow} | ${one.point} | ${one.death} (seed ${one.seed})`;
    tally.count(name, await tryCase(one, { ...bench, template, since }));
  });
}

/** `times`: rounds. In the first the diary can prove that nothing was booked, as GP Connect's can; in the next it cannot. */
export const proveKillPoints: Proof = async ({ seed, times, say }) => {
  const tally = createTally();
  const shim = buildShim();
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-killpoints-'));
  const cuts = { writes: 0, lost: 0 };
  const points = FLOWS.reduce((sum, flow) => sum + POINTS[flow].length, 0);
  if (!shim.ok) tally.notRun(`${points * times} power cuts: ${shim.why}`);
  try {
    for (let round = 0; round < times; round += 1) {
      const library = shim.ok ? shim.library : undefined;
      const bench = { folder, library, cuts, provesNeverBooked: round % 2 === 0 };
      await proveRound(bench, seed + round * 1_000, tally);
    }
    for (const flow of FLOWS) say(`  ${flow.padEnd(8)}${POINTS[flow].length} points × ${DEATHS.join(', ')}`);
    say(`  the power cuts: ${cuts.lost} of ${cuts.writes} unsynced writes lost or torn`);
    // Were nothing ever lost, a power cut would be no more than a kill.
    if (shim.ok) tally.count('the power cuts lose something', cuts.lost > 0 ? undefined : 'nothing was lost');
    return tally.done();
  } finally {
    if (shim.ok) shim.remove();
    rmSync(folder, { recursive: true, force: true });
  }
};
