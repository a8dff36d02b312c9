/**
 * A process behind the disk shim. `try`: runs one transaction after the other on fresh files, the nth call of each failing, and
 * says what came of it as a JSON line. `die`: runs one, in which it is killed.
 */
import { copyFileSync, existsSync, rmSync, writeSync } from 'node:fs';

import { createSeededDice } from '../../support/seeded-dice.ts';
import { type DiskFault, openOrders } from './disk-orders.ts';
import { type Unsynced, beginToTrust, cutPower } from './power-cut.ts';
import { CARELESS, type Looked, TRANSACTIONS, lookAt } from './transactions.ts';

export interface DiskChildOrder {
  readonly what: 'try' | 'die';
  readonly transaction: string;
  /** A whole file to begin from. */
  readonly template: string;
  readonly file: string;
  readonly ordersFile: string;
  /** Of `try`: one after the other. Of `die`: the first. */
  readonly faults: readonly DiskFault[];
  /** For what a power cut loses. */
  readonly seed: number;
}

export interface DiskPointDone extends Looked {
  /** Its place in `faults`. */
  readonly nth: number;
  /** Of a power cut. */
  readonly unsynced?: Unsynced;
  /** Until it ended, whichever way. */
  readonly calls: number;
  readonly acknowledged: boolean;
}

const order = JSON.parse(process.argv[2] ?? '') as DiskChildOrder;
const orders = openOrders(order.ordersFile);
const found = [...TRANSACTIONS, CARELESS].find(({ name }) => name === order.transaction);
if (!found) throw new Error(`no transaction ${order.transaction}`);
const transaction = found;
const say = (done: object): void => void writeSync(1, `${JSON.stringify(done)}\n`);

function fresh(): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${order.file}${end}`, { force: true });
  if (existsSync(order.template)) copyFileSync(order.template, order.file);
}

/** Whether it was acknowledged. */
function run(fault: DiskFault): boolean {
  try {
    transaction.run(order.file, () => orders.arm(fault));
    return true;
  } catch {
    return false;
  }
}

for (const [nth, fault] of order.faults.entries()) {
  fresh();
  if (fault.isPowerCut) beginToTrust(order.file);
  const acknowledged = run(fault);
  const calls = orders.disarm();
  // Killed, it never comes here.
  const unsynced = fault.isPowerCut && cutPower(order.file, createSeededDice(order.seed + nth));
  const looked = lookAt(transaction, order.file);
  say({ nth, calls, acknowledged, ...looked, ...(unsynced && { unsynced }) } satisfies DiskPointDone);
}
