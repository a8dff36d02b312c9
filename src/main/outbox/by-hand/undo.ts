/**
 * Takes back what was asked for while nothing of it has left this PC. Undoing a move is undoing its new booking: the old one
 * was never touched. What has been sent is not called back here: it would have to be cancelled, or booked again.
 */
import type { EndedBy } from '#shared/domain/booking.ts';
import { isSettled, mayUndo } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Dice } from '../../ports/dice.ts';
import type { Command, Store, StoreReader } from '../../store/store.ts';
import { recordMove } from '../record-move.ts';

export interface UndoAsked {
  readonly bookingId: BookingId;
  readonly who: Extract<EndedBy, 'patient' | 'reception'>;
  readonly at: Instant;
  readonly dice: Dice;
}

const no = (message: string): Outcome<void> => failed(failure('not-allowed', message));

/** Fails with `not-found`, `try-later` (it is just being sent) or `not-allowed` (too late, or nothing to take back). */
export function undo(store: Pick<Store, 'write'>, { bookingId, who, at, dice }: UndoAsked): Outcome<void> {
  return store.write((tx): Outcome<void> => {
    if (!tx.bookings.byId(bookingId)) return failed(failure('not-found', 'There is no such booking.'));
    const command = newestAsked(tx, bookingId);
    if (!command || isSettled(command.state))
      return no('There is nothing on its way that could be taken back.');
    if (command.kind === 'cancel' && command.by === 'move') {
      return no('It has been moved: the new appointment is booked already.');
    }
    if (command.kind === 'cancel' && tx.bookings.replacementOf(bookingId)?.state === 'cancelling') {
      return no('Its new time is being cancelled with it.');
    }
    if (mayUndo(command.state)) {
      recordMove(tx, command, { to: 'undone', at, failure: undefined }, { dice, endedBy: who });
      return ok(undefined);
    }
    if (command.state === 'review') return no('It needs a person of the practice to settle it first.');
    return failed(
      failure('try-later', 'It has been sent to the diary already, and cannot be taken back now.'),
    );
  });
}

/** Of a booking that is being moved, what is on its way is the new one's. */
function newestAsked(read: StoreReader, id: BookingId): Command | undefined {
  const own = read.commands.byBooking(id);
  if (own && !isSettled(own.state)) return own;
  const replacement = read.bookings.replacementOf(id);
  const ofReplacement = replacement && read.commands.byBooking(replacement.id);
  return ofReplacement && !isSettled(ofReplacement.state) ? ofReplacement : own;
}
