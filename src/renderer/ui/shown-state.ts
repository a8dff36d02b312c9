/**
 * The state of a booking as it is shown: *moving* while another one is on its way to take its place, whatever the booking
 * itself says meanwhile. Pure.
 */
import type { BookingRow } from '#shared/contract/rows.ts';
import type { EndedBy } from '#shared/domain/booking.ts';
import { BOOKING_STATES } from '#shared/domain/booking.ts';

export const SHOWN_STATES = [...BOOKING_STATES, 'moving'] as const;
export type ShownState = (typeof SHOWN_STATES)[number];

export type StateOfBooking = Pick<BookingRow, 'state'> & Partial<Pick<BookingRow, 'replacedBy' | 'endedBy'>>;

export function shownStateOf({ state, replacedBy }: StateOfBooking): ShownState {
  const isMoving = replacedBy !== undefined && (state === 'confirmed' || state === 'cancelling');
  return isMoving ? 'moving' : state;
}

const ENDED: Readonly<Record<EndedBy, string>> = {
  patient: 'Cancelled by patient',
  reception: 'Cancelled by reception',
  practice: 'Cancelled by practice',
  move: 'Moved',
};

/** `undefined` while it is not over, or when nobody knows who ended it. */
export const endedWordOf = ({ state, endedBy }: StateOfBooking): string | undefined =>
  state === 'cancelled' && endedBy !== undefined ? ENDED[endedBy] : undefined;
