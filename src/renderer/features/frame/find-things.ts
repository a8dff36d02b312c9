/** What the search finds for some typed text: screens, slot types, bookings by the patient's name. Pure. */
import type { AppSnapshot } from '#shared/contract/snapshot.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { SCREENS, SCREEN_NAMES, formatHash } from '../../state/route.ts';
import { rowsOf } from '../../state/selectors.ts';
import { matches } from '../../ui/match-words.ts';

export interface Found {
  readonly id: string;
  readonly kind: 'Screen' | 'Slot type' | 'Booking';
  readonly title: string;
  readonly detail: string;
  readonly hash: string;
}

const MOST_OF_A_KIND = 6;

export function findThings(snapshot: AppSnapshot, typed: string): Found[] {
  const asked = typed.trim();
  const screens = SCREENS.filter((screen) => matches(SCREEN_NAMES[screen], asked)).map((screen): Found => ({
    id: `screen-${screen}`,
    kind: 'Screen',
    title: SCREEN_NAMES[screen],
    detail: '',
    hash: formatHash(screen),
  }));
  if (asked === '') return screens;
  const slotTypes = rowsOf(snapshot.slotTypes)
    .filter((type) => matches(type.name, asked))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
    .slice(0, MOST_OF_A_KIND)
    .map((type): Found => ({
      id: `type-${type.id}`,
      kind: 'Slot type',
      title: type.name,
      detail: type.isActive ? `Active · ${type.offered} offered` : 'Not active',
      hash: formatHash('slot-types', { type: type.id }),
    }));
  const bookings = rowsOf(snapshot.bookings)
    .filter((booking) => booking.patientName !== undefined && matches(booking.patientName, asked))
    .sort((a, b) => a.startsAt - b.startsAt)
    .slice(0, MOST_OF_A_KIND)
    .map((booking): Found => ({
      id: `booking-${booking.id}`,
      kind: 'Booking',
      title: booking.patientName ?? '',
      detail: `${formatDay(booking.day)} ${formatClock(booking.startsAt)} · ${booking.slotTypeName}`,
      hash: formatHash('live-bookings', { day: booking.day, booking: booking.id }),
    }));
  return [...bookings, ...slotTypes, ...screens];
}
