/**
 * From a change that staff make in the diary to the booking site's API, with near days read every 5 s. The changes fall
 * at random moments of the pace and begin while the far days are still being read for the first time. Counted from
 * before the change is asked for to after the API's answer, so the asking itself is in it.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { addDays, asInstant, dayOf } from '../../src/shared/domain/time.ts';
import { createSeededDice } from '../support/seeded-dice.ts';
import { createBookingSiteCaller } from './support/booking-site-caller.ts';
import { startSample, startSlotkeeper } from './support/own-processes.ts';
import { percentile, report, say } from './support/report.ts';

const NEAR_EVERY_S = 5;
const CHANGES = 48;
const SESSIONS = 12;
const SLOTS_A_SESSION = 8;
/** Each session comes round again after more than one pace, so no two changes of one session meet in one reading. */
const APART_MS = 1_000;
const ASK_EVERY_MS = 40;
const LIMIT_S = 6;
const TYPE = 'GP telephone';

const tomorrow = addDays(dayOf(asInstant(Date.now())), 1);
const dice = createSeededDice(4);
const { desk, ehr, stop: stopSample } = await startSample({ lively: 0 });

/** Alternating: its even slots free, its odd ones booked by staff. */
const sessions: number[][] = [];
for (let i = 0; i < SESSIONS; i += 1) {
  const { slots } = await desk.addSession({
    day: tomorrow,
    name: `Bench ${i}`,
    startMinute: 540 + i,
    slotTypeIds: Array(SLOTS_A_SESSION).fill('12'),
  });
  const ids = slots.map(({ slotId }) => slotId);
  for (const id of ids.filter((_, n) => n % 2 === 1)) await desk.book(id);
  sessions.push(ids);
}

const { site, stop } = await startSlotkeeper({
  ehr,
  reading: { nearEverySeconds: NEAR_EVERY_S },
  activeSlotTypes: [TYPE, 'GP face to face', 'HCA blood test', 'Nurse - smear'],
});
const caller = createBookingSiteCaller(site);
const query = { from: tomorrow, to: tomorrow, slotType: TYPE };
await caller.untilOffered(query, (SESSIONS * SLOTS_A_SESSION) / 2);

interface Change {
  readonly slotId: number;
  readonly isOfferedAfter: boolean;
  readonly atMs: number;
}
const waiting = new Set<Change>();
const took: number[] = [];

async function make(i: number): Promise<void> {
  await wait(i * APART_MS + dice.fraction() * NEAR_EVERY_S * 1_000);
  const slotId = sessions[i % SESSIONS]?.[Math.floor(i / SESSIONS)];
  if (slotId === undefined) throw new Error('There are more changes than slots.');
  const isOfferedAfter = Math.floor(i / SESSIONS) % 2 === 1;
  const atMs = performance.now();
  await (isOfferedAfter ? desk.cancel(slotId) : desk.book(slotId));
  waiting.add({ slotId, isOfferedAfter, atMs });
}

say(`${CHANGES} changes in about ${Math.round((CHANGES * APART_MS) / 1_000 + NEAR_EVERY_S)} s ...`);
let isDone = false;
const made = Promise.all(Array.from({ length: CHANGES }, (_, i) => make(i))).then(() => void (isDone = true));
while (!isDone || waiting.size > 0) {
  const askedMs = performance.now();
  const offered = new Set((await caller.slots(query)).map(({ id }) => Number(id)));
  const nowMs = performance.now();
  for (const change of waiting) {
    if (change.atMs > askedMs || offered.has(change.slotId) !== change.isOfferedAfter) {
      if (nowMs - change.atMs > 60_000) throw new Error('A change never reached the API.');
      continue;
    }
    waiting.delete(change);
    took.push((nowMs - change.atMs) / 1_000);
  }
  await wait(Math.max(0, ASK_EVERY_MS - (performance.now() - askedMs)));
}
await made;
await stop();
await stopSample();

say(took.map((s) => s.toFixed(1)).join(' '));
report({ name: 'change in the diary to the API, median', value: percentile(took, 0.5), unit: 's' });
report({
  name: 'change in the diary to the API, p95',
  value: percentile(took, 0.95),
  unit: 's',
  limit: LIMIT_S,
});
