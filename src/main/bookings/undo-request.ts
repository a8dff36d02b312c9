/**
 * Takes back what is on its way for an appointment, as long as nothing of it has been sent: its booking, its cancellation, or
 * its move, whichever of its two bookings is named. Which command that is is found here; the taking back is the outbox's.
 */
import { mayUndo } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, failed } from '#shared/domain/outcome.ts';
import type { StoreReader } from '../store/store.ts';

/** Checks again inside its own transaction. Fails with `try-later` when it is on its way. */
export type Undo = (bookingId: BookingId) => Outcome<void>;

/** The booking whose newest command can be taken back. */
export function undoableOf(read: StoreReader, bookingId: BookingId): BookingId | undefined {
  const isUndoable = (id: BookingId): boolean => {
    const command = read.commands.byBooking(id);
    return command !== undefined && mayUndo(command.state);
  };
  if (isUndoable(bookingId)) return bookingId;
  const replacement = read.bookings.replacementOf(bookingId);
  return replacement && isUndoable(replacement.id) ? replacement.id : undefined;
}

export const createUndoRequest =
  ({ read, undo }: { readonly read: StoreReader; readonly undo: Undo }): Undo =>
  (bookingId) => {
    const undoable = undoableOf(read, bookingId);
    if (undoable !== undefined) return undo(undoable);
    return failed(failure('try-later', 'It is too late to take this back: it is on its way, or done.'));
  };
