/**
 * The state of a booking as it is shown: *moving* while another one is on its way to take its place, whatever the booking
 * itself says meanwhile. Pure.
 */
import type { BookingRow } from '#shared/contract/rows.ts';
import type { BookingState, EndedBy } from '#shared/domain/booking.ts';

export type ShownState = BookingState | 'moving';

/** In the order of an appointment's life; sorting and filters follow it. */
const ORDER: Readonly<Record<ShownState, number>> = {
  accepted: 0,
  checking: 1,
  confirmed: 2,
  moving: 3,
  cancelling: 4,
  'not-booked': 5,
  cancelled: 6,
  'needs-you': 7,
};
export const SHOWN_STATES = (Object.keys(ORDER) as ShownState[]).toSorted((a, b) => ORDER[a] - ORDER[b]);

export type StateOfBooking = Pick<BookingRow, 'state'> &
  Partial<Pick<BookingRow, 'replacedBy' | 'endedBy' | 'pending' | 'standsBeside'>>;

export function shownStateOf({ state, replacedBy, pending, standsBeside }: StateOfBooking): ShownState {
  // Cancelled by somebody meanwhile, it goes whatever comes of the new one.
  const isGoing = state === 'cancelling' && (pending?.by === undefined || pending.by === 'move');
  const isOnItsWay = state === 'confirmed' && standsBeside === undefined;
  const isMoving = replacedBy !== undefined && (isOnItsWay || isGoing);
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
