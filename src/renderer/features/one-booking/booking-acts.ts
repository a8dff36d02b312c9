/** What reception can do with a booking just now. Pure; the main process decides again, on what it knows by then. */
import type { BookingRow } from '#shared/contract/rows.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { Instant } from '#shared/domain/time.ts';

export interface Undoable {
  /** Whose command is taken back: of a move, the new booking. */
  readonly bookingId: BookingId;
  readonly what: 'booking' | 'cancellation' | 'move';
  readonly until: Instant;
}

/** `undefined` when nothing is on its way, or it has been sent. */
export function undoableOf(
  booking: BookingRow,
  bookings: Readonly<Record<string, BookingRow>>,
): Undoable | undefined {
  const until = booking.pending?.undoUntil;
  if (until !== undefined) {
    const what = booking.pending?.kind === 'cancel' ? 'cancellation' : booking.replaces ? 'move' : 'booking';
    return { bookingId: booking.id, what, until };
  }
  const replacement = booking.replacedBy === undefined ? undefined : bookings[booking.replacedBy];
  const moveUntil = replacement?.pending?.kind === 'book' ? replacement.pending.undoUntil : undefined;
  return replacement && moveUntil !== undefined
    ? { bookingId: replacement.id, what: 'move', until: moveUntil }
    : undefined;
}

/** In the diary, and not begun. Of one that is being moved its new time goes with it. */
export const mayCancel = (booking: BookingRow, now: Instant): boolean =>
  booking.state === 'confirmed' && booking.pending === undefined && booking.startsAt > now;

/** Nothing else is on its way for it either. */
export const mayChange = (booking: BookingRow, now: Instant): boolean =>
  mayCancel(booking, now) && booking.replacedBy === undefined;

export const UNDO_WORDS: Readonly<Record<Undoable['what'], string>> = {
  booking: 'Take the request back',
  cancellation: 'Undo: keep the appointment',
  move: 'Undo: keep the old appointment',
};
