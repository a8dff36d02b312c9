/**
 * What the patients do, through the same functions that the booking site calls: look, hold, book, change their minds,
 * and ask again with the same key whenever they were left without an answer.
 */
import type { BookingRequest } from '../../src/main/bookings/request-booking.ts';
import type { Dice } from '../../src/main/ports/dice.ts';
import type { BookingId, HoldId } from '../../src/shared/domain/ids.ts';
import type { Booking, Command } from '../../src/main/store/store.ts';
import { MINUTE, SECOND, addDays, dayOf, endOfDay } from '../../src/shared/domain/time.ts';
import type { Judge, OfferedNow } from './judge/judge.ts';
import { PEOPLE, type Person, reasonOf } from './people.ts';
import { BOOKING, type Pc } from './simulated-core.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface PatientsDeps {
  readonly pc: Pc;
  readonly time: VirtualTime;
  readonly judge: Judge;
  readonly dice: Dice;
  readonly trace: (line: string) => void;
  readonly isInDiary: (token: string) => boolean;
}

const isForReview = ({ state }: Command): boolean => state === 'review';

export function createPatients({ pc, time, judge, dice, trace, isInDiary }: PatientsDeps) {
  let requests = 0;
  let keys = 0;
  let receipts: readonly BookingId[] = [];
  const below = (count: number): number => Math.floor(dice.fraction() * count);
  const anybody = (): Person => PEOPLE[below(PEOPLE.length)] as Person;

  /** Whatever comes of it, a patient only ever sees a page that failed. */
  function tried<T>(name: string, act: () => T): T | undefined {
    requests += 1;
    try {
      return act();
    } catch (problem) {
      trace(`${name} failed: ${problem instanceof Error ? problem.name : 'unknown'}`);
      return undefined;
    }
  }

  function offered(): readonly OfferedNow[] {
    const { offers, clock } = pc.core();
    const from = clock.now();
    const { slots } = offers.offered({ from, to: endOfDay(addDays(dayOf(from), 2)) });
    judge.offered(slots);
    return slots;
  }

  function book(request: BookingRequest, triesLeft = 4): BookingId | undefined {
    const outcome = tried('book', () => pc.core().requestBooking(request));
    trace(`asked to book: ${outcome ? (outcome.ok ? 'kept' : outcome.failure.kind) : 'no answer'}`);
    // Without an answer it may have ended or not.
    if (request.holdId !== undefined && (!outcome || outcome.ok)) judge.holdEnded(request.holdId);
    if (outcome?.ok) {
      const { bookingId } = outcome.value;
      if (!receipts.includes(bookingId)) receipts = [...receipts.slice(-80), bookingId];
      return bookingId;
    }
    // No answer is no *no*: the page asks again, and must not book twice by it.
    if (!outcome && triesLeft > 0) time.inWorld(5 * SECOND, () => void book(request, triesLeft - 1));
    return undefined;
  }

  const newKey = (): string => `key-${(keys += 1)}`;

  function bookDirectly(): void {
    const slots = tried('look', offered) ?? [];
    const slot = slots[below(slots.length)];
    if (!slot) return;
    const person = anybody();
    const idempotencyKey = newKey();
    const request = { slotId: slot.id, patient: person, reason: reasonOf(person), idempotencyKey };
    const first = book(request);
    if (first === undefined || below(4) > 0) return;
    time.inWorld(below(60) * SECOND, () => {
      const again = book(request);
      judge.must(again === undefined || again === first, 'I1', () => 'one key gave two bookings');
    });
  }

  function holdAndBook(): void {
    const slots = tried('look', offered) ?? [];
    const slot = slots[below(slots.length)];
    if (!slot) return;
    const held = tried('hold', () => pc.core().holds.hold(slot.id));
    trace(`asked to hold: ${held?.ok ? 'held' : 'no'}`);
    if (!held?.ok) return;
    const { id } = held.value;
    judge.held(id, slot.id, BOOKING.holdMinutes);
    const person = anybody();
    const request = { holdId: id, patient: person, reason: reasonOf(person), idempotencyKey: newKey() };
    const what = below(10);
    if (what < 7) return time.inWorld((5 + below(90)) * SECOND, () => void book(request));
    if (what < 9) return time.inWorld(below(60) * SECOND, () => giveBack(id));
    time.inWorld(11 * MINUTE, () => void book(request)); // too late for the hold
  }

  /** On the page of a booking that came to nothing: one of the times kept for them, or none, or they leave it. */
  function answerOthers(): void {
    const { read, others } = pc.core();
    const open = receipts.filter((id) => judge.isOver(id));
    const latest = open.slice(-2);
    const booking = read.bookings.byId(latest[below(latest.length)] ?? ('' as BookingId));
    const kept = booking && others.of(booking).slots.flatMap(({ holdId }) => holdId ?? []);
    const holdId = kept?.[below(kept.length)];
    if (!booking || !holdId) return;
    const what = below(4);
    if (what === 0) tried('decline', () => others.decline(booking.id));
    if (what < 2) return;
    const chosen = tried('choose', () => others.choose(holdId));
    trace(`asked for another time: ${chosen ? (chosen.ok ? 'held' : chosen.failure.kind) : 'no answer'}`);
    if (!chosen?.ok) return;
    const { hold } = chosen.value;
    judge.held(hold.id, hold.slotId, BOOKING.holdMinutes);
    const person = anybody();
    const request = { holdId: hold.id, patient: person, reason: reasonOf(person), idempotencyKey: newKey() };
    time.inWorld(below(90) * SECOND, () => void book(request));
  }

  function giveBack(id: HoldId): void {
    const outcome = tried('release', () => pc.core().holds.release(id));
    if (!outcome || outcome.ok) judge.holdEnded(id);
  }

  /** One of those that may still be changed, as far as its page says. */
  function changeable(): Booking | undefined {
    const { read, clock } = pc.core();
    const open = receipts.filter((id) => judge.mayChange(id));
    const id = open[below(open.length)];
    const booking = id && read.bookings.byId(id);
    return booking && booking.slot.startsAt > clock.now() ? booking : undefined;
  }

  const by = () => (below(4) === 0 ? pc.core().byReception : pc.core().byPatient);

  function cancel(id: BookingId): void {
    const outcome = tried('cancel', () => by().cancel({ bookingId: id }));
    trace(`asked to cancel: ${outcome ? (outcome.ok ? 'kept' : outcome.failure.kind) : 'no answer'}`);
    if (below(3) === 0) time.inWorld((1 + below(30)) * SECOND, () => takeBack(id));
    else if (below(4) === 0) time.inWorld(below(20) * SECOND, () => cancel(id));
  }

  function move(old: Booking): void {
    const slots = (tried('look', offered) ?? []).filter(
      ({ slotTypeId }) => slotTypeId === old.slot.slotTypeId,
    );
    const slot = slots[below(slots.length)];
    if (!slot) return;
    const request = { bookingId: old.id, slotId: slot.id, idempotencyKey: newKey() };
    const ask = (): void => {
      const outcome = tried('move', () => by().move(request));
      trace(`asked to move: ${outcome ? (outcome.ok ? 'kept' : outcome.failure.kind) : 'no answer'}`);
      if (outcome?.ok && !receipts.includes(outcome.value.bookingId))
        receipts = [...receipts.slice(-80), outcome.value.bookingId];
    };
    ask();
    if (below(4) === 0) time.inWorld(below(60) * SECOND, ask);
    if (below(4) === 0) time.inWorld((1 + below(30)) * SECOND, () => takeBack(old.id));
  }

  function takeBack(id: BookingId): void {
    const outcome = tried('undo', () => by().undo(id));
    trace(`asked to take back: ${outcome ? (outcome.ok ? 'done' : outcome.failure.kind) : 'no answer'}`);
  }

  function change(): void {
    const booking = changeable();
    if (!booking) return;
    const what = below(10);
    if (what < 4) cancel(booking.id);
    else if (what < 9) move(booking);
    else takeBack(booking.id);
  }

  /** Reception looks into the diary itself and says what it found there. */
  function settleReviews(): void {
    for (const { bookingId, kind, token } of pc.core().read.commands.unsettled().filter(isForReview)) {
      const isIn = isInDiary(token);
      const again = below(4) === 0 && kind === 'book' && !isIn;
      const verdict = again ? 'try-again' : isIn ? 'in-diary' : 'not-in-diary';
      if (again) judge.bookAgain(token);
      const outcome = tried('settle', () => pc.core().settle(bookingId, verdict));
      trace(`settled ${token} as ${verdict}: ${outcome?.ok ? 'done' : outcome?.failure.kind}`);
    }
    pc.core().wake();
  }

  return {
    settleReviews,
    requests: () => requests,
    look(): void {
      tried('look', offered);
      if (below(2) === 0) answerOthers();
    },
    act(): void {
      const what = below(10);
      if (what < 3) bookDirectly();
      else if (what < 6) holdAndBook();
      else change();
    },
  };
}
