/**
 * A process that books and may be killed at any named point. It says `at NAME` where it was told to stand still, and
 * `told STATE` once the fate of its booking is known.
 */
import { writeSync } from 'node:fs';
import { openStoreAt } from './open-test-store.ts';
import { type ChildOrder, connect, patientSide } from './outbox-over-sockets.ts';

const order = JSON.parse(process.argv[2] ?? '') as ChildOrder;
const say = (line: string) => writeSync(1, `${line}\n`);
const { store } = openStoreAt(order.file);
const diary = connect(order.ehr);
const { outbox, requestBooking } = patientSide(store, diary, {
  /** Inside a transaction nothing may be awaited: the whole process stands still. */
  request(name) {
    if (name !== order.stopAt) return;
    say(`at ${name}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  outbox(name) {
    if (name !== order.stopAt) return undefined;
    say(`at ${name}`);
    return new Promise<void>(() => {});
  },
});
outbox.start();
const outcome = requestBooking(order.request);
if (!outcome.ok) throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}`);
say(`accepted ${outcome.value.bookingId}`);
const booking = await outbox.whenSettled(outcome.value.bookingId, 40_000);
say(`told ${booking?.state}`);
await outbox.stop();
await diary.close();
store.close();
