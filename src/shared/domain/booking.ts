/**
 * A patient's appointment made through us, as reception and the patient see it. Its state follows the command that
 * carries it; `bookingStateOf` is the one place where the one becomes the other.
 */
import type { CommandState } from './command.ts';

export const BOOKING_STATES = [
  'accepted', // on our disk, not yet in the diary
  'checking', // may be in the diary; being read back
  'confirmed',
  'not-booked',
  'cancelled',
  'needs-you',
] as const;
export type BookingState = (typeof BOOKING_STATES)[number];

export function bookingStateOf(command: CommandState): BookingState {
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
    case 'cancelled-by-practice':
      return 'cancelled';
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
    case 'not-booked':
      return 'rejected';
    case 'needs-you':
      return 'needs-review';
  }
}
