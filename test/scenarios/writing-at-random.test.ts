// Booking, cancelling, moving and taking back at random against a diary that loses, delays and refuses while staff edit it, on
// the real outbox and the real store. At the end the diary, our rows and what each patient was told must agree; and every
// transition that was taken on the way is one of the table, by which the models check it.
import { describe, expect, test } from 'vitest';
import { type CommandKind, type CommandState, mayMove } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import { HOUR, MINUTE, SECOND, dayOf } from '#shared/domain/time.ts';
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
      if (from !== undefined) taken.add(`${kind === 'booking-moved' ? 'book' : 'cancel'} ${from} ${to}`);
    }
    await practice.close();
  });

  test('every transition that was taken is in the table, and most of the table was taken', () => {
    const parsed = [...taken].map((edge) => edge.split(' ') as [CommandKind, CommandState, CommandState]);
    for (const [kind, from, to] of parsed)
      expect(mayMove(kind, from, to), `${kind} ${from} ${to}`).toBe(true);
    expect(parsed.length).toBeGreaterThan(18);
  });
});
