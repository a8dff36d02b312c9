/**
 * G3: each write, sync and truncation of real transactions fails once with EIO, with ENOSPC, and by the death of the process.
 * What was acknowledged is there, what was not is there whole or not at all, and the database opens.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createSeededDice } from '../../support/seeded-dice.ts';
import { type Proof, type Tally, createTally, inParallel } from '../proof.ts';
import type { DiskChildOrder, DiskPointDone } from './disk-child.ts';
import { buildShim, openOrders, shimEnvironment } from './disk-orders.ts';
import { type DiskTransaction, TRANSACTIONS, lookAt } from './transactions.ts';

const CHILD = path.join(import.meta.dirname, 'disk-child.ts');
const COMPILED = path.join(tmpdir(), 'slotkeeper-compiled');
const AT_ONCE = 2;
/** A death takes a process of its own, an error does not. */
const DEATH_COSTS = 3;

interface Ended {
  readonly said: readonly DiskPointDone[];
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function runChild(order: DiskChildOrder, library: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: COMPILED,
        ...shimEnvironment(library, path.dirname(order.file), { orders: order.ordersFile }),
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

async function proveTransaction(transaction: DiskTransaction, index: number, bench: Bench): Promise<void> {
  const { library, folder, tally, most, seed, say } = bench;
  const template = path.join(folder, `template-${index}.db`);
  transaction.make(template);
  const orderOf = (name: string, rest: Pick<DiskChildOrder, 'what' | 'points'>): DiskChildOrder => ({
    ...rest,
    transaction: transaction.name,
    template,
    file: path.join(folder, `${index}-${name}`, 'slotkeeper.db'),
    ordersFile: path.join(folder, `orders-${index}-${name}`),
  });
  const run = async (order: DiskChildOrder): Promise<Ended> => {
    openOrders(order.ordersFile).disarm();
    mkdirSync(path.dirname(order.file), { recursive: true });
    return runChild(order, library);
  };

  const counting = await run(orderOf('count', { what: 'try', points: [{ n: 0, how: 'EIO' }] }));
  const [whole] = counting.said;
  if (!whole?.acknowledged || whole.seen !== 'whole' || whole.calls === 0) {
    const what = whole ? JSON.stringify(whole) : counting.stderr;
    return tally.count(transaction.name, `without a fault it does not work: ${what}`);
  }
  const { calls } = whole;
  const dice = createSeededDice(seed + index);
  const some = (most: number): readonly number[] =>
    Array.from({ length: calls }, (_, n) => ({ n: n + 1, order: dice.fraction() }))
      .toSorted((one, other) => one.order - other.order)
      .slice(0, most)
      .map(({ n }) => n);

  const points = some(most).flatMap((n) => (['EIO', 'ENOSPC'] as const).map((how) => ({ n, how })));
  const tried = await run(orderOf('try', { what: 'try', points }));
  for (const { n, how } of points) {
    const done = tried.said.find((one) => one.n === n && one.how === how);
    const trouble = done ? troubleOf(done) : `the process ended first: ${tried.stderr}`;
    tally.count(`${transaction.name}, call ${n} of ${calls}, ${how}`, trouble);
  }

  const dying = some(Math.ceil(most / DEATH_COSTS));
  await inParallel(dying, AT_ONCE, async (n) => {
    const order = orderOf(`die-${n}`, { what: 'die', points: [{ n, how: 'kill' }] });
    const died = await run(order);
    const trouble =
      died.signal === 'SIGKILL' ? lookAfter(transaction, order.file) : `it was not killed: ${died.stderr}`;
    tally.count(`${transaction.name}, call ${n} of ${calls}, killed`, trouble);
    rmSync(path.dirname(order.file), { recursive: true, force: true });
  });
  say(`  ${transaction.name.padEnd(22)}${calls} calls, ${points.length} failed, ${dying.length} killed`);
}

function lookAfter(transaction: DiskTransaction, file: string): string | undefined {
  return troubleOf({ n: 0, how: 'kill', calls: 0, acknowledged: false, ...lookAt(transaction, file) });
}

/** `times`: at most so many calls of each transaction fail by each error, and a third as many by death. */
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
    return tally.done();
  } finally {
    shim.remove();
    rmSync(folder, { recursive: true, force: true });
  }
};
