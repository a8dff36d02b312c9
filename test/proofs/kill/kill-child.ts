/**
 * A process that performs one flow and stands still at one named point, saying so; or goes on from there, and is killed by the
 * shim before the disk in the middle of its next writes. Diary and gateway are its parent's.
 */
import { writeSync } from 'node:fs';

import type { EhrDiary } from '../../../src/main/ports/ehr-diary.ts';
import { openOrders } from '../disk/disk-orders.ts';
import { outsideOverIpc } from './diary-over-ipc.ts';
import { type Flow, startSmallCore } from './small-core.ts';

export interface KillOrder {
  readonly file: string;
  readonly since: number;
  readonly flow: Flow;
  readonly stopAt: string;
  /** In place of standing still: the file of the shim's orders, and the how manieth write or sync from there on is the last. */
  readonly powerFails?: { readonly orders: string; readonly atCall: number };
  readonly shape: Pick<EhrDiary, 'product' | 'sees'>;
}

/** In a transaction nothing may be awaited, so there the whole process stands still. */
const IN_TRANSACTION = new Set(['asked', 'inside-apply', 'past-forgotten', 'stored']);

const order = JSON.parse(process.argv[2] ?? '') as KillOrder;
const say = (line: string): void => void writeSync(1, `${line}\n`);
// What makes the first booking in a flow that changes it is not what is to be tried.
let isArmed = order.flow === 'book' || order.flow === 'sync';
const core = startSmallCore({
  file: order.file,
  since: order.since,
  ...outsideOverIpc(order.shape),
  failpoint(name) {
    if (name === 'first-booked') isArmed = true;
    if (!isArmed || name !== order.stopAt) return undefined;
    say(`at ${name}`);
    if (order.powerFails) {
      isArmed = false;
      openOrders(order.powerFails.orders).arm({ at: order.powerFails.atCall, how: 'kill' });
      return undefined;
    }
    if (IN_TRANSACTION.has(name)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return new Promise<void>(() => {});
  },
});
await core.perform(order.flow);
say('done');
await core.stop();
process.disconnect();
