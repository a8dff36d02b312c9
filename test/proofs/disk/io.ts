/**
 * G3: each write, sync and truncation of real transactions fails once with EIO and with ENOSPC, with every later one, with another
 * one by chance, by the death of the process and by a power cut that loses what was not synced. What was acknowledged is
 * there, what was not is there whole or not at all, and the database opens.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Dice } from '../../../src/main/ports/dice.ts';
import { createSeededDice } from '../../support/seeded-dice.ts';
import { type Proof, type Tally, createTally, inParallel } from '../proof.ts';
import type { DiskChildOrder, DiskPointDone } from './disk-child.ts';
import { type DiskFault, buildShim, openOrders, shimEnvironment } from './disk-orders.ts';
import type { Unsynced } from './power-cut.ts';
import { CARELESS, type DiskTransaction, TRANSACTIONS, lookAt } from './transactions.ts';

const CHILD = path.join(import.meta.dirname, 'disk-child.ts');
const COMPILED = path.join(tmpdir(), 'slotkeeper-compiled');
const AT_ONCE = 2;
const ERRNOS = ['EIO', 'ENOSPC'] as const;
/** A death takes a process of its own, an error does not. */
const DEATH_COSTS = 3;

interface Ended {
  readonly said: readonly DiskPointDone[];
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function runChild(order: DiskChildOrder, library: string, keepsUnsynced: boolean): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: COMPILED,
        ...shimEnvironment(library, path.dirname(order.file), { orders: order.ordersFile, keepsUnsynced }),
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      const lines = stdout.split('\n').filter(Boolean);
      resolve({ said: lines.map((line) => JSON.parse(line) as DiskPointDone), signal, stderr });
    });
  });
}

/** What may not be. */
function troubleOf({ acknowledged, seen, trouble }: DiskPointDone): string | undefined {
  if (trouble !== undefined) return trouble;
  if (seen === 'in parts') return 'it is there in parts';
  return acknowledged && seen !== 'whole' ? 'it was acknowledged, and is not there' : undefined;
}

interface Bench {
  readonly library: string;
  readonly folder: string;
  readonly tally: Tally;
  readonly most: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** So many further calls may come to be made while it deals with a first fault. */
const AFTERMATH = 12;
const MOST_AFTER = 60;
/** At none of its calls: once it has been acknowledged. */
const powerCut = (at: number): DiskFault => ({ at, how: 'EIO', isPowerCut: true });

/** At most so many of the calls by each way of failing, and so many pairs. */
function faultsOf(calls: number, most: number, dice: Dice): readonly DiskFault[] {
  const some = (): readonly number[] =>
    Array.from({ length: calls }, (_, n) => ({ n: n + 1, order: dice.fraction() }))
      .toSorted((one, other) => one.order - other.order)
      .slice(0, most)
      .map(({ n }) => n);
  const errno = (): 'EIO' | 'ENOSPC' => (dice.fraction() < 0.5 ? 'EIO' : 'ENOSPC');
  const pair = (at: number): DiskFault => {
    const rest = calls - at + AFTERMATH;
    return { at, how: errno(), also: { at: at + 1 + Math.floor(dice.fraction() * rest), how: errno() } };
  };
  const both = some();
  const sticky = some();
  return [
    ...both.flatMap((at) => ERRNOS.map((how): DiskFault => ({ at, how }))),
    ...sticky.flatMap((at) => ERRNOS.map((how): DiskFault => ({ at, how, isSticky: true }))),
    ...some().map(pair),
    ...some().map(powerCut),
    ...Array.from({ length: Math.min(MOST_AFTER, Math.ceil(most / DEATH_COSTS)) }, () => powerCut(0)),
    ...some()
      .slice(0, Math.ceil(most / DEATH_COSTS))
      .map((at): DiskFault => ({ at, how: 'kill' })),
  ];
}

function nameOf({ at, how, isSticky, also, isPowerCut }: DiskFault): string {
  if (isPowerCut) return at === 0 ? 'power cut once acknowledged' : `power cut at call ${at}`;
  if (how === 'kill') return `killed at call ${at}`;
  if (also) return `call ${at} ${how}, then call ${also.at} ${also.how}`;
  return `call ${at} ${how}${isSticky ? ' and every later one' : ''}`;
}

/** Runs the transaction in a process behind the shim, as often as there are faults. */
function runnerOf(transaction: DiskTransaction, name: string, { library, folder, seed }: Bench) {
  const template = path.join(folder, `template-${name}.db`);
  transaction.make(template);
  return async (
    what: string,
    rest: Pick<DiskChildOrder, 'what' | 'faults'>,
    keepsUnsynced = false,
  ): Promise<Ended & { readonly file: string }> => {
    const file = path.join(folder, `${name}-${what}`, 'slotkeeper.db');
    const ordersFile = path.join(folder, `orders-${name}-${what}`);
    openOrders(ordersFile).disarm();
    mkdirSync(path.dirname(file), { recursive: true });
    const order = { ...rest, transaction: transaction.name, template, file, ordersFile, seed };
    return { file, ...(await runChild(order, library, keepsUnsynced)) };
  };
}

async function proveTransaction(transaction: DiskTransaction, index: number, bench: Bench): Promise<void> {
  const { tally, most, seed, say } = bench;
  const run = runnerOf(transaction, String(index), bench);

  const counting = await run('count', { what: 'try', faults: [{ at: 0, how: 'EIO' }] });
  const [whole] = counting.said;
  if (!whole?.acknowledged || whole.seen !== 'whole' || whole.calls === 0) {
    const what = whole ? JSON.stringify(whole) : counting.stderr;
    return tally.count(transaction.name, `without a fault it does not work: ${what}`);
  }
  const { calls } = whole;
  const all = faultsOf(calls, most, createSeededDice(seed + index));
  const count = (fault: DiskFault, trouble: string | undefined): void =>
    tally.count(`${transaction.name}, ${calls} calls, ${nameOf(fault)} (seed ${seed})`, trouble);

  async function tryAll(name: string, faults: readonly DiskFault[], keepsUnsynced: boolean) {
    const tried = await run(name, { what: 'try', faults }, keepsUnsynced);
    for (const [nth, fault] of faults.entries()) {
      const done = tried.said.find((one) => one.nth === nth);
      count(fault, done ? troubleOf(done) : `the process ended first: ${tried.stderr}`);
    }
    return tried.said.flatMap(({ unsynced }) => unsynced ?? []);
  }
  const errors = all.filter(({ how, isPowerCut }) => how !== 'kill' && !isPowerCut);
  const cuts = all.filter(({ isPowerCut }) => isPowerCut);
  const [, unsynced] = await Promise.all([tryAll('try', errors, false), tryAll('cut', cuts, true)]);

  const dying = all.filter(({ how }) => how === 'kill');
  await inParallel(dying, AT_ONCE, async (fault) => {
    const died = await run(`die-${fault.at}`, { what: 'die', faults: [fault] });
    const trouble =
      died.signal === 'SIGKILL' ? lookAfter(transaction, died.file) : `it was not killed: ${died.stderr}`;
    count(fault, trouble);
    rmSync(path.dirname(died.file), { recursive: true, force: true });
  });
  const sum = (of: keyof Unsynced): number => unsynced.reduce((before, one) => before + one[of], 0);
  const lost = `${sum('lost')} of ${sum('writes')} unsynced writes lost or torn`;
  say(
    `  ${transaction.name.padEnd(25)}${calls} calls: ${errors.length} errors, ${dying.length} killed, ${cuts.length} power cuts (${lost})`,
  );
}

function lookAfter(transaction: DiskTransaction, file: string): string | undefined {
  return troubleOf({ nth: 0, calls: 0, acknowledged: false, ...lookAt(transaction, file) });
}

/** Who does not wait for the disk must lose something, or the power was never cut. */
async function proveThatCutsCut(bench: Bench): Promise<void> {
  const run = runnerOf(CARELESS, 'careless', bench);
  const faults = Array.from({ length: 24 }, () => powerCut(0));
  const { said, stderr } = await run('cut', { what: 'try', faults }, true);
  const lost = said.filter((done) => done.acknowledged && done.seen !== 'whole').length;
  const trouble =
    said.length < faults.length ? `the process ended first: ${stderr}` : 'nothing was ever lost';
  bench.tally.count('a writer that syncs nothing loses to a power cut', lost > 0 ? undefined : trouble);
  bench.say(`  ${CARELESS.name.padEnd(25)}lost after ${lost} of ${said.length} power cuts, as it must`);
}

/** `times`: at most so many calls of each transaction fail in each way, a third as many by death. */
export const proveIo: Proof = async ({ seed, times, say }) => {
  const tally = createTally();
  const shim = buildShim();
  if (!shim.ok) {
    tally.notRun(shim.why);
    return tally.done();
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-io-'));
  try {
    const bench = { library: shim.library, folder, tally, most: times, seed, say };
    for (const [index, transaction] of TRANSACTIONS.entries())
      await proveTransaction(transaction, index, bench);
    await proveThatCutsCut(bench);
    return tally.done();
  } finally {
    shim.remove();
    rmSync(folder, { recursive: true, force: true });
  }
};
