/** Between the two bookings of a move: from where it came, or where it goes. */
import { Anchor } from '@mantine/core';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { useSnapshot } from '../../state/context.tsx';
import { formatHash } from '../../state/route.ts';

/** `undefined` where there is no other one. */
export function otherOf(booking: BookingRow): { readonly name: string; readonly id: string } | undefined {
  if (booking.standsBeside !== undefined) return { name: 'Beside', id: booking.standsBeside };
  if (booking.replacedBy !== undefined) {
    return { name: booking.state === 'cancelled' ? 'Moved to' : 'Moving to', id: booking.replacedBy };
  }
  if (booking.replaces === undefined) return undefined;
  const isBooked = booking.state === 'confirmed' || booking.state === 'cancelling';
  return { name: isBooked ? 'Moved from' : 'In place of', id: booking.replaces };
}

/** One that began before today is no longer in the window. */
export function OtherBooking({ id }: { readonly id: string }) {
  const other = useSnapshot().bookings[id];
  if (!other) return <>an appointment before today</>;
  return (
    <Anchor size="sm" href={formatHash('live-bookings', { day: other.day, booking: other.id })}>
      {formatDay(other.day)} {formatClock(other.startsAt)}, {other.clinicianName}
    </Anchor>
  );
}
