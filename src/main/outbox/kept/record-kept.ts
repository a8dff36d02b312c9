/**
 * Writes down what became of a kept booking in the diary, and tells the patient, in one transaction. It looks once more at our
 * own row first: the booking may have been cancelled by our own hand while the diary was being looked at.
 */
import type { Attendance } from '#shared/domain/booking.ts';
import { isSettled } from '#shared/domain/command.ts';
import { holderOf } from '#shared/domain/session.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, formatClock, formatDay } from '#shared/domain/time.ts';
import type { Dice } from '../../ports/dice.ts';
import type { BookedSlot, Booking, Store, StoreWriter } from '../../store/store.ts';
import { recordMove, tell } from '../record-move.ts';
import { noteAskedAbout } from './asked-about.ts';
import type { KeptSettlement } from './settle-kept.ts';

export interface KeptNews {
  readonly booking: Booking;
  readonly settlement: KeptSettlement;
  /** Where it stands now, of a shifted one. */
  readonly standsIn?: PulledSlot | undefined;
  /** What a person is asked about, of one that goes to review. */
  readonly finding?: string | undefined;
}

/** Whether anything was written. */
export function recordKept(
  store: Pick<Store, 'write' | 'read'>,
  { booking, settlement, standsIn, finding }: KeptNews,
  { at, dice }: { readonly at: Instant; readonly dice: Dice },
): boolean {
  if (settlement.kind === 'kept' || settlement.kind === 'look-again' || settlement.kind === 'unclear') {
    return false;
  }
  return store.write((tx) => {
    const book = tx.commands.bookOf(booking.id);
    const newest = tx.commands.byBooking(booking.id);
    const now = tx.bookings.byId(booking.id);
    const isAsLookedAt = now?.slot.id === booking.slot.id && now.slot.startsAt === booking.slot.startsAt;
    if (!book || book.state !== 'confirmed' || !isAsLookedAt) return false;
    if (newest && newest.id !== book.id && !isSettled(newest.state)) return false; // being cancelled: that ends by itself
    switch (settlement.kind) {
      case 'cancelled':
        recordMove(tx, book, { to: 'cancelled-by-practice', at, failure: undefined }, { dice });
        return true;
      case 'review':
        if (finding !== undefined && now.patient?.askedAbout === finding) return false;
        noteAskedAbout(tx, booking.id, finding);
        recordMove(tx, book, { to: 'review', at, failure: settlement.failure }, { dice });
        return true;
      case 'shifted': {
        const slot = standsIn && slotOf(tx, standsIn, booking.slot);
        if (slot) shift(tx, booking, slot, { at, dice });
        return slot !== undefined;
      }
    }
  });
}

/** What no reading has told yet, and some protocols never tell of a slot that is booked. */
const NOT_KNOWN = 'Not known yet';

/** The new place, with the names that the readings know it by. */
function slotOf(tx: StoreWriter, pulled: PulledSlot, before: BookedSlot): BookedSlot {
  const session = tx.sessions.byId(pulled.sessionId);
  const { id, sessionId, slotTypeId, day, startsAt, durationMin, status, channel } = pulled;
  return {
    ...{ id, sessionId, slotTypeId, day, startsAt, durationMin, status },
    ...(channel && { channel }),
    slotTypeName: tx.slotTypes.byId(slotTypeId)?.name ?? before.slotTypeName,
    sessionName: session?.name ?? NOT_KNOWN,
    clinicianName: session ? holderOf(session) : NOT_KNOWN,
    siteName: session?.site.name ?? NOT_KNOWN,
  };
}

const inWords = ({ day, startsAt }: Pick<BookedSlot, 'day' | 'startsAt'>): string =>
  `${formatDay(day)}, ${formatClock(startsAt)}`;

function shift(
  tx: StoreWriter,
  { id, slot: before }: Booking,
  slot: BookedSlot,
  { at, dice }: { readonly at: Instant; readonly dice: Dice },
): void {
  tx.bookings.setSlot(id, slot);
  noteAskedAbout(tx, id, undefined); // it was about another place
  const [from, to] = [inWords(before), inWords(slot)];
  tx.audit.add({ at, kind: 'booking-shifted', who: 'ehr', subject: id, from, to });
  tell(tx, id, 'moved-by-practice', at, dice);
}

/** `undefined`: the mark that was there has been taken off again. */
export function recordAttendance(
  store: Pick<Store, 'write'>,
  { id, attendance: before }: Booking,
  attendance: Attendance | undefined,
  at: Instant,
): void {
  store.write((tx) => {
    tx.bookings.setAttendance(id, attendance);
    const marks = { ...(before && { from: before }), to: attendance ?? 'none' };
    tx.audit.add({ at, kind: 'booking-attended', who: 'ehr', subject: id, ...marks });
  });
}
