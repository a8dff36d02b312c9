/**
 * Bookings and then their cancellations carried to a diary that answers at once, through the whole machine: look, intent on disk,
 * send, outcome and notice on disk. Against it, as many bare transactions with the same durability as the machine made, each of
 * one small row: the least that writing down before sending could cost on this disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import Database from 'better-sqlite3';

import type { Clock } from '../../src/main/ports/clock.ts';
import { type PendingWrites, createOutbox } from '../../src/main/outbox/send-commands.ts';
import type { Store } from '../../src/main/store/store.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../src/main/this-pc/system-dice.ts';
import { later } from '../../src/shared/domain/time.ts';
import { TEST_NOW, openTestStore, silentLog } from '../support/open-test-store.ts';
import { outboxDiary } from '../support/outbox-diary.ts';
import {
  book,
  cancel,
  dayChange,
  identity,
  sampleSession,
  sampleSlot,
  slotTypeId,
} from '../support/store-samples.ts';
import { median, report, say } from './support/report.ts';

const COMMANDS = 400;
const ROUNDS = 3;
/** How much the machine may take of what as many bare transactions take. */
const LIMIT_TIMES = 4;

const beganMs = performance.now();
const clock: Clock = {
  ...systemClock,
  now: () => later(TEST_NOW, performance.now() - beganMs),
};
const ids = Array.from({ length: COMMANDS }, (_, n) => `B${n}`);

interface Carried {
  readonly ms: number;
  readonly transactions: number;
}

/** Until nothing waits any more; fails when not all of it was carried. */
async function carry(store: Store, world: ReturnType<typeof outboxDiary>, kind: 'book' | 'cancel') {
  let transactions = 0;
  const counted: Store = {
    ...store,
    write(work) {
      transactions += 1;
      return store.write(work);
    },
  };
  const settings = { settleSeconds: 60, requestTimeoutSeconds: 20 };
  const outbox = createOutbox({
    ...{ store: counted, diary: world.diary, clock, dice: systemDice, log: silentLog, settings },
  });
  const startMs = performance.now();
  outbox.start();
  const isLeft = ({ waiting, inDoubt }: PendingWrites) => waiting + inDoubt > 0;
  // Looked for seldom: looking is not what is measured.
  while (isLeft(outbox.pending())) await wait(5);
  const ms = performance.now() - startMs;
  await outbox.stop();
  const done = kind === 'book' ? world.sent.length : world.cancellationsSent.length;
  if (done !== COMMANDS) throw new Error(`${done} of ${COMMANDS} were sent.`);
  return { ms, transactions };
}

async function oneRound(): Promise<Readonly<Record<'book' | 'cancel', Carried>>> {
  const opened = openTestStore();
  try {
    const { store } = opened;
    const world = outboxDiary(identity());
    const slots = ids.map((id) => sampleSlot(id));
    for (const slot of slots) world.put(slot);
    store.write((tx) => {
      tx.slotTypes.see([{ id: slotTypeId('1'), name: 'GP telephone' }], TEST_NOW);
      tx.slotTypes.setActive(slotTypeId('1'), true, TEST_NOW, 'for the bench');
      tx.days.apply(dayChange({ putSessions: [sampleSession()], putSlots: slots }), TEST_NOW);
    });
    for (const id of ids) book(store, id, id);
    const booked = await carry(store, world, 'book');
    for (const id of ids) cancel(store, `C${id}`, id, id);
    return { book: booked, cancel: await carry(store, world, 'cancel') };
  } finally {
    opened.close();
  }
}

function timeBare(transactions: number): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-bare-'));
  const db = new Database(path.join(folder, 'bare.db'));
  try {
    db.pragma('journal_mode = WAL');
    db.exec('CREATE TABLE moves (nth INTEGER PRIMARY KEY, state TEXT NOT NULL, at INTEGER NOT NULL) STRICT');
    db.pragma('synchronous = FULL');
    const put = db.prepare('INSERT INTO moves (state, at) VALUES (?, ?)');
    const one = db.transaction((nth: number) => put.run('sending', nth));
    const startMs = performance.now();
    for (let nth = 0; nth < transactions; nth += 1) one.immediate(nth);
    const ms = performance.now() - startMs;
    if (db.pragma('synchronous', { simple: true }) !== 2) throw new Error('It was not FULL.');
    return ms;
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await oneRound(); // what compiles with the first is not measured
for (const kind of ['book', 'cancel'] as const) {
  const name = kind === 'book' ? 'bookings' : 'cancellations';
  const perSecond: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { ms, transactions } = (await oneRound())[kind];
    const bareMs = timeBare(transactions);
    perSecond.push((COMMANDS / ms) * 1_000);
    times.push(ms / bareMs);
    say(
      `${COMMANDS} ${name}: ${ms.toFixed(0)} ms, ${transactions} transactions; bare: ${bareMs.toFixed(0)} ms`,
    );
  }
  report({ name: `${name} written back`, value: median(perSecond), unit: 'a second' });
  report({
    name: `${name} written back, against as many bare transactions`,
    value: median(times),
    unit: 'times',
    limit: LIMIT_TIMES,
  });
}
