/**
 * From a change that staff make in the diary to the booking site's API, with near days read every 5 s, through each of the
 * three protocols. The changes fall at random moments of the pace and begin while the far days are still being read for
 * the first time. Counted from before the change is asked for to after the API's answer, so the asking itself is in it.
 * The limit is the pace and what the protocol needs beyond it: SystmOne two requests for a reading, 1.1 s apart, with its
 * sample's throttle on, which leaves whatever comes too early unanswered. Half of the changes must take a third less.
 */
import { setTimeout as wait } from 'node:timers/promises';

import type { DoorName } from '../../src/main/sample-practice/open-door.ts';
import { PRODUCT_OF } from '../../src/shared/domain/ehr.ts';
import { addDays, asInstant, dayOf } from '../../src/shared/domain/time.ts';
import { createSeededDice } from '../support/seeded-dice.ts';
import { createBookingSiteCaller } from './support/booking-site-caller.ts';
import { startSampleBehind, startSlotkeeper } from './support/own-processes.ts';
import { percentile, report, say } from './support/report.ts';

const NEAR_EVERY_S = 5;
const CHANGES = 36;
const SESSIONS = 12;
const SLOTS_A_SESSION = 6;
const SLOT_MIN = 10;
/** Each session comes round again after more than one pace, so no two changes of one session meet in one reading. */
const APART_MS = 1_000;
const ASK_EVERY_MS = 40;
const OURS_S = 1;
const SYSTMONE_SPACING_S = 1.1;
const NEEDS_S: Readonly<Record<DoorName, number>> = {
  'emis-web': 0,
  systmone: 2 * SYSTMONE_SPACING_S,
  'gp-connect': 0,
};
const TYPE = 'GP telephone';

const tomorrow = addDays(dayOf(asInstant(Date.now())), 1);

/** A slot by what people call it: three protocols have three sorts of ids for it. */
const nameOf = (session: string, day: string, minute: number): string => {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${session} ${day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
};

interface Change {
  readonly slot: string;
  readonly isOfferedAfter: boolean;
  readonly atMs: number;
}

/** Seconds that each change took. */
async function measure(door: DoorName): Promise<readonly number[]> {
  const dice = createSeededDice(4);
  const { desk, ehr, stop: stopSample } = await startSampleBehind(door, { lively: 0 });

  /** Alternating: its even slots free, its odd ones booked by staff. */
  const sessions: { readonly slotId: number; readonly name: string }[][] = [];
  for (let i = 0; i < SESSIONS; i += 1) {
    const name = `Bench ${i}`;
    const startMinute = 540 + i;
    const { slots } = await desk.addSession({
      day: tomorrow,
      name,
      startMinute,
      slotTypeIds: Array(SLOTS_A_SESSION).fill('12'),
    });
    const mine = slots.map(({ slotId }, n) => ({
      slotId,
      name: nameOf(name, tomorrow, startMinute + n * SLOT_MIN),
    }));
    for (const { slotId } of mine.filter((_, n) => n % 2 === 1)) await desk.book(slotId);
    sessions.push(mine);
  }

  const { site, stop } = await startSlotkeeper({
    ehr,
    reading: { nearEverySeconds: NEAR_EVERY_S },
    activeSlotTypes: [TYPE, 'GP face to face', 'HCA blood test', 'Nurse - smear'],
  });
  const caller = createBookingSiteCaller(site);
  const query = { from: tomorrow, to: tomorrow, slotType: TYPE };
  await caller.untilOffered(query, (SESSIONS * SLOTS_A_SESSION) / 2);

  const waiting = new Set<Change>();
  const took: number[] = [];

  async function make(i: number): Promise<void> {
    await wait(i * APART_MS + dice.fraction() * NEAR_EVERY_S * 1_000);
    const slot = sessions[i % SESSIONS]?.[Math.floor(i / SESSIONS)];
    if (slot === undefined) throw new Error('There are more changes than slots.');
    const isOfferedAfter = Math.floor(i / SESSIONS) % 2 === 1;
    const atMs = performance.now();
    await (isOfferedAfter ? desk.cancel(slot.slotId) : desk.book(slot.slotId));
    waiting.add({ slot: slot.name, isOfferedAfter, atMs });
  }

  say(`${PRODUCT_OF[door]}: ${CHANGES} changes in about ${CHANGES + NEAR_EVERY_S} s ...`);
  let isDone = false;
  const made = Promise.all(Array.from({ length: CHANGES }, (_, i) => make(i))).then(
    () => void (isDone = true),
  );
  while (!isDone || waiting.size > 0) {
    const askedMs = performance.now();
    const slots = await caller.slots(query);
    const offered = new Set(slots.map(({ session, start }) => `${session} ${start.slice(0, 16)}`));
    const nowMs = performance.now();
    for (const change of waiting) {
      if (change.atMs > askedMs || offered.has(change.slot) !== change.isOfferedAfter) {
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
  return took;
}

for (const door of ['emis-web', 'systmone', 'gp-connect'] as const) {
  const took = await measure(door);
  const name = `change in the diary to the API, ${PRODUCT_OF[door]}`;
  say(took.map((s) => s.toFixed(1)).join(' '));
  const limit = NEAR_EVERY_S + NEEDS_S[door] + OURS_S;
  report({ name: `${name}, median`, value: percentile(took, 0.5), unit: 's', limit: (limit * 2) / 3 });
  report({ name: `${name}, p95`, value: percentile(took, 0.95), unit: 's', limit });
}
