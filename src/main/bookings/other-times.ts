/**
 * What a patient is offered in place of a booking that came to nothing: up to three slots, kept for them from the moment they are
 * told until they take one, say that none suits, or the time of a hold is over. Only what is known fresh is kept, and of one
 * patient never more than three: each is a slot that nobody else can have meanwhile.
 */
import type { BookingId, HoldId, SlotTypeId } from '#shared/domain/ids.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type Instant, MINUTE, later } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Configuration } from '../ports/settings.ts';
import type { Booking, Hold, Store, StoreReader, StoreWriter } from '../store/store.ts';
import { type OfferOf, whyNotOffered } from './ask-offer.ts';
import { type WantedSlot, findAlternatives } from './find-alternatives.ts';
import { endHold } from './holds.ts';
import { newHoldId } from './new-ids.ts';
import { writeOrRefuse } from './write-or-refuse.ts';

/** `holdId`: kept for this patient, and the right to book it. Left out once nothing is kept any more. */
export type OtherTime<Slot> = Slot & { readonly holdId?: HoldId };

export interface OtherTimesOf<Slot> {
  readonly slots: readonly OtherTime<Slot>[];
  readonly keptUntil?: Instant;
}

export interface OtherTimes<Slot> {
  /** In the transaction that tells the patient *not booked*. */
  keep(tx: StoreWriter, bookingId: BookingId, at: Instant): void;
  /** Those kept, as far as they are offered still; after their time those that anybody may have. None once answered. */
  of(booking: Booking): OtherTimesOf<Slot>;
  /** Lets the others go, and gives a new hold with its full time. Fails with `hold-ended`, `slot-taken` or `not-offered`. */
  choose(id: HoldId): Outcome<{ readonly slot: Slot; readonly hold: Hold }>;
  /** None of them suits. */
  decline(bookingId: BookingId): void;
}

export interface OtherTimesDeps<Slot> {
  readonly store: Store;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly settings: Pick<Configuration['booking'], 'holdMinutes'>;
  readonly offerOf: OfferOf;
  /** What can be booked now; `ownHolds` do not stand in the way of who asks. */
  readonly offeredOfType: (slotTypeId: SlotTypeId, ownHolds?: readonly HoldId[]) => readonly Slot[];
}

/** Nobody knows who asked: nothing is kept for somebody who may only be guessing. */
const isAboutWho = (why: Failure | undefined): boolean =>
  why?.kind === 'patient-not-matched' || why?.kind === 'too-many-tries';

const isLive = ({ endedAt, expiresAt }: Hold, now: Instant): boolean =>
  endedAt === undefined && expiresAt > now;

/** Ended before its time: taken, or said that none suits. */
const isAnswered = ({ endedAt, expiresAt }: Hold): boolean => endedAt !== undefined && endedAt < expiresAt;

export function createOtherTimes<Slot extends WantedSlot>(deps: OtherTimesDeps<Slot>): OtherTimes<Slot> {
  const { store, clock, dice, settings, offerOf, offeredOfType } = deps;
  const holdUntil = (at: Instant): Instant => later(at, settings.holdMinutes * MINUTE);

  return {
    keep(tx, bookingId, at) {
      const booking = tx.bookings.byId(bookingId);
      if (!booking?.patient || isAboutWho(booking.failure)) return;
      endThoseOf(tx, booking.patient.nhsNumber, at);
      const expiresAt = holdUntil(at);
      for (const { id: slotId } of findAlternatives(booking.slot, offeredOfType(booking.slot.slotTypeId))) {
        tx.holds.add({ id: newHoldId(dice), slotId, createdAt: at, expiresAt, forBooking: bookingId });
      }
    },
    of(booking) {
      const kept = store.read.holds.forBooking(booking.id);
      const now = clock.now();
      const live = new Map(kept.filter((hold) => isLive(hold, now)).map((hold) => [hold.slotId, hold]));
      const own = [...live.values()];
      if (own.length === 0 && kept.some(isAnswered)) return { slots: [] };
      const { slotTypeId } = booking.slot;
      const ids = own.map(({ id }) => id);
      const offered = offeredOfType(slotTypeId, ids).filter(({ id }) => own.length === 0 || live.has(id));
      const slots = findAlternatives(booking.slot, offered).map((slot): OtherTime<Slot> => {
        const hold = live.get(slot.id);
        return hold ? { ...slot, holdId: hold.id } : slot;
      });
      const first = own[0];
      return first && slots.length > 0 ? { slots, keptUntil: first.expiresAt } : { slots };
    },
    choose(id) {
      const kept = store.read.holds.byId(id);
      const slotTypeId = kept && store.read.slots.byId(kept.slotId)?.slotTypeId;
      const slot = slotTypeId && offeredOfType(slotTypeId, [id]).find((one) => one.id === kept?.slotId);
      return writeOrRefuse(store, (tx) => {
        const now = clock.now();
        const hold = tx.holds.byId(id);
        if (hold?.forBooking === undefined || !isLive(hold, now)) return failed(ended());
        const no = whyNotOffered(offerOf(tx, hold.slotId, id));
        if (no || !slot) return failed(no ?? ended());
        endHold(tx, id, now);
        const { slotId } = hold;
        const chosen: Hold = { id: newHoldId(dice), slotId, createdAt: now, expiresAt: holdUntil(now) };
        tx.holds.add(chosen);
        return ok({ slot, hold: chosen });
      });
    },
    decline(bookingId) {
      const now = clock.now();
      const live = (read: Pick<StoreReader, 'holds'>) =>
        read.holds.forBooking(bookingId).filter((hold) => isLive(hold, now));
      if (live(store.read).length === 0) return;
      store.write((tx) => live(tx).forEach(({ id }) => tx.holds.end(id, now)));
    },
  };
}

const ended = (): Failure => failure('hold-ended', 'This appointment is no longer kept for you.');

/** They asked again elsewhere: what was kept for their earlier wish is given back. */
function endThoseOf(tx: StoreWriter, nhsNumber: string, at: Instant): void {
  for (const { id, forBooking } of tx.holds.live(at)) {
    const booking = forBooking && tx.bookings.byId(forBooking);
    if (booking && booking.patient?.nhsNumber === nhsNumber) tx.holds.end(id, at);
  }
}
