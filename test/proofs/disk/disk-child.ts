/**
 * A process behind the disk shim. `try`: runs one transaction after the other on fresh files, the nth call of each failing, and
 * says what came of it as a JSON line. `die`: runs one, in which it is killed.
 */
import { copyFileSync, existsSync, rmSync, writeSync } from 'node:fs';

import { type DiskTrouble, openOrders } from './disk-orders.ts';
import { type Looked, TRANSACTIONS, lookAt } from './transactions.ts';

export interface DiskChildOrder {
  readonly what: 'try' | 'die';
  readonly transaction: string;
  /** A whole file to begin from. */
  readonly template: string;
  readonly file: string;
  readonly ordersFile: string;
  /** Of `try`: each call in turn fails by each of these. Of `die`: the first. */
  readonly points: readonly { readonly n: number; readonly how: DiskTrouble }[];
}

export interface DiskPointDone extends Looked {
  readonly n: number;
  readonly how: DiskTrouble;
  /** Until it ended, whichever way. */
  readonly calls: number;
  readonly acknowledged: boolean;
}

const order = JSON.parse(process.argv[2] ?? '') as DiskChildOrder;
const orders = openOrders(order.ordersFile);
const found = TRANSACTIONS.find(({ name }) => name === order.transaction);
if (!found) throw new Error(`no transaction ${order.transaction}`);
const transaction = found;
const say = (done: object): void => void writeSync(1, `${JSON.stringify(done)}\n`);

function fresh(): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${order.file}${end}`, { force: true });
  if (existsSync(order.template)) copyFileSync(order.template, order.file);
}

/** Whether it was acknowledged. */
function run(n: number, how: DiskTrouble): boolean {
  try {
    transaction.run(order.file, () => orders.arm(n, how));
    return true;
  } catch {
    return false;
  }
}

for (const { n, how } of order.points) {
  fresh();
  const acknowledged = run(n, how);
  const calls = orders.disarm();
  // Killed, it never comes here.
  say({ n, how, calls, acknowledged, ...lookAt(transaction, order.file) } satisfies DiskPointDone);
}
