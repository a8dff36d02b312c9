/**
 * May this appointment be cancelled or moved now, and how? Pure. A patient who is too late rings the practice: their cut-off
 * is checked here, when they ask, and nowhere later; reception has none but the start.
 */
import type { Booking, Command } from '../store/store.ts';
import type { BookingState } from '#shared/domain/booking.ts';
import { mayUndo } from '#shared/domain/command.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type Instant, MINUTE, SECOND, later } from '#shared/domain/time.ts';

export type ChangeBy = 'patient' | 'reception';

export interface ChangeFacts {
  readonly booking: Booking;
  /** The newest of the booking. */
  readonly command: Pick<Command, 'kind' | 'state'> | undefined;
  /** The booking that is to take this one's place, as long as it is not over. */
  readonly replacement: Pick<Booking, 'state'> | undefined;
  /** The newest of that one. */
  readonly replacementCommand?: Pick<Command, 'state'> | undefined;
  readonly by: ChangeBy;
  readonly now: Instant;
  readonly cutOffMinutes: number;
}

/** Why not, in `detail`: for a page to choose its words by. */
export type ChangeRefusal = 'too-late' | 'not-standing' | 'no-details' | 'same-time';
const no = (detail: ChangeRefusal, message: string): Failure => failure('invalid-input', message, { detail });
const wait = (message: string): Failure => failure('try-later', message);

const BEING_MOVED = wait('This appointment is being moved to another time.');
const NO_DETAILS = no(
  'no-details',
  'The patient’s details are not kept here any more, so it cannot be moved.',
);
const STANDS: ReadonlySet<BookingState> = new Set(['confirmed', 'cancelling']);

/**
 * `undo`: nothing of it was sent. `done`: it is cancelled, or is being cancelled, already. Of one that is being moved the new time
 * goes with it. `undo-move`: nothing of that was sent. `both`: the diary may have it; once that is known it is cancelled too.
 */
export type CancelStep = 'undo' | 'cancel' | 'undo-move' | 'both' | 'done';

export function planCancellation(facts: ChangeFacts): Outcome<CancelStep> {
  switch (facts.booking.state) {
    case 'cancelled':
    case 'cancelling':
      return ok('done');
    case 'not-booked':
      return failed(no('not-standing', 'This appointment is not booked, so there is nothing to cancel.'));
    case 'accepted':
    case 'checking':
      if (facts.command?.kind === 'book' && mayUndo(facts.command.state)) return ok('undo');
      return failed(
        wait('It is being written into the diary just now. It can be cancelled once it is there.'),
      );
    case 'needs-you':
      return failed(
        wait('The practice is checking this appointment. It can be cancelled once that is done.'),
      );
    case 'confirmed': {
      // Where both stand, because the old one could not be cancelled, its patient may still let it go.
      const isMoving = facts.replacement !== undefined && !STANDS.has(facts.replacement.state);
      const why = whyTooLate(facts);
      if (why) return failed(why);
      if (!isMoving) return ok('cancel');
      return ok(facts.replacementCommand && mayUndo(facts.replacementCommand.state) ? 'undo-move' : 'both');
    }
  }
}

/** `undefined`: it may be moved, as far as the old appointment goes. */
export function whyNotMove(facts: ChangeFacts): Failure | undefined {
  switch (facts.booking.state) {
    case 'cancelled':
    case 'not-booked':
      return no('not-standing', 'This appointment is not booked, so it cannot be moved.');
    case 'cancelling':
      return wait('This appointment is being cancelled.');
    case 'accepted':
    case 'checking':
      return wait('It is being written into the diary just now. It can be moved once it is there.');
    case 'needs-you':
      return wait('The practice is checking this appointment. It can be moved once that is done.');
    case 'confirmed':
      if (!facts.booking.patient) return NO_DETAILS;
      return facts.replacement ? BEING_MOVED : whyTooLate(facts);
  }
}

function whyTooLate({ booking, by, now, cutOffMinutes }: ChangeFacts): Failure | undefined {
  if (now >= booking.slot.startsAt) return no('too-late', 'This appointment has begun, or is over.');
  if (by === 'patient' && now >= lastChangeAt(booking, cutOffMinutes)) {
    return no('too-late', 'It is too late to change this appointment online.');
  }
  return undefined;
}

/** From then on a patient must ring. */
const lastChangeAt = ({ slot }: Pick<Booking, 'slot'>, cutOffMinutes: number): Instant =>
  later(slot.startsAt, -cutOffMinutes * MINUTE);

/** What is left of the deadline after the time to undo must be enough to send it. */
const LEAST_TO_SEND_MS = 30 * SECOND;

/** Until when it can be taken back, and before when it is not sent. */
export function sendNotBefore(now: Instant, deadline: Instant, undoSeconds: number): Instant {
  const spare = Math.max(0, deadline - now - LEAST_TO_SEND_MS);
  return later(now, Math.min(undoSeconds * SECOND, spare));
}
