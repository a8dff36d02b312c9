// Booking, cancelling, moving, taking back and settling by hand, at random, against a diary that loses, delays and refuses while
// staff edit it, on the real outbox and the real store. At the end the diary, our rows and what each patient was told must
// agree; and every transition that was taken on the way is one that the models go through (test/proofs/model).
import { describe, expect, test } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import { HOUR, MINUTE, SECOND, dayOf } from '#shared/domain/time.ts';
import { settleReview } from '../../src/main/outbox/by-hand/settle-review.ts';
import { transitionsOfTheModels } from '../proofs/model/cases.ts';
import { PATIENT_ID, type WriteOrder } from '../support/outbox-diary.ts';
import { A, type SmallPractice, SLOTS, readDiary, smallPractice } from '../support/outbox-practice.ts';
import { createSeededDice } from '../support/seeded-dice.ts';

const RUNS = 16;
const STEPS = 30;
const ORDERS: readonly WriteOrder[] = [
  ...(['work', 'work', 'lose-answer', 'lose-request', 'late', 'throw', 'no-way-out', 'record-open'] as const),
];
/** What the patient heard last, by how the booking stands. */
const LAST_WORDS: Readonly<Record<string, readonly NoticeKind[]>> = {
  confirmed: ['confirmed', 'moved', 'moved-by-practice', 'not-cancelled'],
  cancelled: ['cancelled', 'cancelled-by-practice'],
  'not-booked': ['not-booked', 'not-moved'],
};

/** A person looks into the diary and says what is there, or has it tried again. */
function settleByHand(practice: SmallPractice, id: BookingId | undefined, isTriedAgain: boolean): void {
  if (id === undefined) return;
  const isThere = practice.world.slot(practice.booking(id).slot.id)?.bookedFor === PATIENT_ID;
  const verdict = isTriedAgain ? 'try-again' : isThere ? 'in-diary' : 'not-in-diary';
  const { store, clock, dice } = practice;
  settleReview(store, { bookingId: id, verdict, note: '', who: 'reception', at: clock.now(), dice });
  practice.outbox().wake();
}

async function runAtRandom(seed: number) {
  const practice: SmallPractice = smallPractice({ saysNo: seed % 3 === 0 });
  const dice = createSeededDice(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(dice.fraction() * from.length)];
  const { world, clock, store } = practice;
  const bookings: BookingId[] = [];
  let generation = 1;
  const read = () => {
    generation += 1;
    readDiary(store, world, clock, generation);
    practice.outbox().onSlotsPulled({
      day: dayOf(world.slot(A)?.startsAt ?? clock.now()),
      startedAt: clock.now(),
      slots: SLOTS.flatMap((slot) => world.slot(slot) ?? []),
    });
  };
  const isWithPerson = (id: BookingId): boolean => practice.command(id).state === 'review';
  const steps: readonly (() => void)[] = [
    () => {
      const asked = practice.ask({ slotId: pick(SLOTS) ?? A });
      if (asked.ok) bookings.push(asked.value.bookingId);
    },
    () => {
      const id = pick(bookings);
      if (id)
        practice.requestCancellation({
          bookingId: id,
          by: pick(['patient', 'reception'] as const) ?? 'patient',
        });
    },
    () => {
      const [id, slotId] = [pick(bookings), pick(SLOTS)];
      const asked = id && slotId && practice.requestMove({ bookingId: id, slotId, by: 'patient' });
      if (asked && asked.ok && !bookings.includes(asked.value.bookingId))
        bookings.push(asked.value.bookingId);
    },
    () => {
      const id = pick(bookings);
      if (id) practice.undo(id);
    },
    () => settleByHand(practice, pick(bookings.filter(isWithPerson)), dice.fraction() < 0.3),
    () => {
      const slot = pick(SLOTS) ?? A;
      const seen = world.slot(slot);
      if (seen?.status === 'booked') world.staffCancel(slot);
      else world.staffBook(slot);
    },
    () => {
      const slot = pick(SLOTS.filter((id) => world.slot(id)?.bookedFor === PATIENT_ID));
      if (slot) world.staffChange(slot, { attendance: 'arrived' });
    },
    () => void world.orders.push(pick(ORDERS) ?? 'work', pick(ORDERS) ?? 'work'),
    () =>
      world.breakReads(dice.fraction() < 0.3 ? failure('timed-out', 'EMIS Web did not answer.') : undefined),
  ];
  practice.outbox().start();
  for (let step = 0; step < STEPS; step += 1) {
    pick(steps)?.();
    await clock.advance(Math.round(dice.fraction() * 15 * SECOND));
    world.applyLate(); // well within the settle time, as the EHR's own limits promise
    if (step % 3 === 0) read();
  }
  world.orders.length = 0;
  world.breakReads(undefined);
  await clock.advance(20 * MINUTE);
  read();
  await clock.advance(HOUR + MINUTE);
  // Of some seeds what nobody could prove stays with a person for good.
  for (const id of bookings.filter((each) => seed % 3 > 0 && isWithPerson(each)))
    settleByHand(practice, id, false);
  await clock.advance(MINUTE);
  return { practice, bookings };
}

/** Where the diary, our rows and what the patient was told do not agree. */
function disagreements(practice: SmallPractice, bookings: readonly BookingId[], id: BookingId): string[] {
  const { state, endedBy, slot } = practice.booking(id);
  const token = practice.store.read.commands.bookOf(id)?.token ?? 'none';
  const live = SLOTS.filter((place) => practice.world.slot(place)?.note?.includes(token));
  // Of a move the patient is told about the new booking.
  const next = bookings.filter((other) => practice.booking(other).replaces === id);
  const wasMoved = endedBy === 'move' && next.some((other) => practice.told(other).includes('moved'));
  const last = wasMoved ? 'cancelled' : practice.told(id).at(-1);
  const isOut = state === 'not-booked' || state === 'cancelled';
  const mustBeTold = state === 'confirmed' || state === 'not-booked';
  const wrong: readonly (readonly [boolean, string])[] = [
    [live.length > 1, 'is in the diary more than once'],
    [!['confirmed', 'cancelled', 'not-booked', 'needs-you'].includes(state), 'is not settled'],
    [isOut && live.length > 0, 'is in the diary'],
    [state === 'confirmed' && practice.world.slot(slot.id)?.bookedFor !== PATIENT_ID, 'is not in the diary'],
    [mustBeTold && last === undefined, 'was not told'],
    [last !== undefined && !(LAST_WORDS[state] ?? [last]).includes(last), `was told ${last}`],
  ];
  const name = `booking ${bookings.indexOf(id)}, ${state}`;
  return wrong.filter(([is]) => is).map(([, what]) => `${name}: ${what}`);
}

describe(`writing at random, ${RUNS} seeds`, () => {
  const taken = new Set<string>();
  test.each(Array.from({ length: RUNS }, (_, index) => index + 1))('seed %i', async (seed) => {
    const { practice, bookings } = await runAtRandom(seed);
    expect(bookings.flatMap((id) => disagreements(practice, bookings, id))).toEqual([]);
    for (const { kind, from, to } of practice.store.read.audit.recent(1_000)) {
      if (kind !== 'booking-moved' && kind !== 'cancellation-moved') continue;
      if (from !== undefined) taken.add(`${kind === 'booking-moved' ? 'book' : 'cancel'} ${from}>${to}`);
    }
    await practice.close();
  });

  test('every transition that was taken is one that the models go through, and most of those were', () => {
    const known = transitionsOfTheModels(2);
    expect([...taken].filter((transition) => !known.has(transition))).toEqual([]);
    expect(taken.size).toBeGreaterThan(20);
    for (const kind of ['book', 'cancel'])
      expect([...taken].filter((one) => one.startsWith(`${kind} review>`))).not.toEqual([]);
  });
});
