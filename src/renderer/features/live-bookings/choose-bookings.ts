/** Which online bookings the list shows. Pure. */
import type { BookingRow } from '#shared/contract/rows.ts';
import type { BookingState } from '#shared/domain/booking.ts';
import type { LocalDay } from '#shared/domain/time.ts';
import { type ShownState, shownStateOf } from '../../ui/shown-state.ts';
import { matches } from '../../ui/match-words.ts';

export interface BookingFilter {
  readonly states: ReadonlySet<ShownState>;
  readonly typed: string;
}

const UNSETTLED: ReadonlySet<BookingState> = new Set(['accepted', 'checking', 'cancelling', 'needs-you']);

/** Today and onward, and whatever is not settled however old it is. */
export const fromToday = (bookings: readonly BookingRow[], today: LocalDay): BookingRow[] =>
  bookings.filter((booking) => booking.day >= today || UNSETTLED.has(booking.state));

/** No state chosen means all of them. */
export function chooseBookings(
  bookings: readonly BookingRow[],
  { states, typed }: BookingFilter,
): BookingRow[] {
  const asked = typed.trim();
  return bookings.filter(
    (booking) =>
      (states.size === 0 || states.has(shownStateOf(booking))) &&
      (asked === '' ||
        matches(
          [booking.patientName, booking.slotTypeName, booking.clinicianName, booking.siteName].join(' '),
          asked,
        )),
  );
}

export function countByState(bookings: readonly BookingRow[]): ReadonlyMap<ShownState, number> {
  const counts = new Map<ShownState, number>();
  for (const state of bookings.map(shownStateOf)) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
