/**
 * A patient's appointment made through us, as reception and the patient see it. Its state follows the command that
 * carries it; `bookingStateOf` is the one place where the one becomes the other.
 */
import type { CommandKind, CommandState } from './command.ts';

export const BOOKING_STATES = [
  'accepted', // on our disk, not yet in the diary
  'checking', // may be in the diary; being read back
  'confirmed',
  'cancelling', // in the diary still; its cancellation is on its way
  'not-booked',
  'cancelled',
  'needs-you',
] as const;
export type BookingState = (typeof BOOKING_STATES)[number];

/** Who ended a booking. `move`: another one has taken its place. */
export const ENDED_BY = ['patient', 'reception', 'practice', 'move'] as const;
export type EndedBy = (typeof ENDED_BY)[number];

/** What staff have marked on the appointment in the EHR, where the protocol tells. */
export const ATTENDANCES = ['arrived', 'in-progress', 'finished', 'did-not-attend', 'walked-out'] as const;
export type Attendance = (typeof ATTENDANCES)[number];

export function bookingStateOf(kind: CommandKind, command: CommandState): BookingState {
  return kind === 'book' ? afterBook(command) : afterCancel(command);
}

function afterBook(command: CommandState): BookingState {
  switch (command) {
    case 'received':
    case 'ready':
    case 'sending':
      return 'accepted';
    case 'unknown':
      return 'checking';
    case 'confirmed':
      return 'confirmed';
    case 'conflict':
    case 'rejected':
    case 'expired':
      return 'not-booked';
    case 'undone':
    case 'cancelled-by-practice':
      return 'cancelled';
    case 'review':
      return 'needs-you';
  }
}

/** A cancellation that came to nothing leaves the appointment as it was: in the diary. */
function afterCancel(command: CommandState): BookingState {
  switch (command) {
    case 'received':
    case 'ready':
    case 'sending':
    case 'unknown':
      return 'cancelling';
    case 'confirmed':
    case 'cancelled-by-practice':
      return 'cancelled';
    case 'conflict':
    case 'rejected':
    case 'expired':
    case 'undone':
      return 'confirmed';
    case 'review':
      return 'needs-you';
  }
}

/** The words of the JSON API (product.md). */
export type PublicBookingStatus =
  | 'accepted'
  | 'confirmed'
  | 'rejected'
  | 'checking'
  | 'cancelled'
  | 'needs-review';

export function publicStatusOf(state: BookingState): PublicBookingStatus {
  switch (state) {
    case 'accepted':
    case 'checking':
    case 'confirmed':
    case 'cancelled':
      return state;
    case 'cancelling':
      return 'confirmed'; // until the diary says otherwise; the answer says beside it that a cancellation is on its way
    case 'not-booked':
      return 'rejected';
    case 'needs-you':
      return 'needs-review';
  }
}
