/** Bookings that only a person can settle, first on the page. Opening one looks into the diary and puts the facts of both sides before whoever settles it. */
import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { countOf, formatSince } from '#shared/domain/time-words.ts';
import { useMinute } from '../../state/now.ts';
import styles from './needs-you.module.css';
import { patientWords } from '../one-booking/patient-words.ts';

export function NeedsYou({
  bookings,
  ehr,
  onOpen,
}: {
  readonly bookings: readonly BookingRow[];
  readonly ehr: string;
  readonly onOpen: (booking: BookingRow) => void;
}) {
  const now = useMinute();
  if (bookings.length === 0) return null;
  return (
    <section className={styles['box']} aria-label="Needs you">
      <h2 className={styles['title']}>
        <IconHandStop size={16} aria-hidden />
        {countOf(bookings.length, 'booking needs', 'bookings need')} you
      </h2>
      <ul className={styles['list']}>
        {bookings.map((booking) => (
          <li key={booking.id} className={styles['item']}>
            <span className={styles['what']}>
              <strong>
                {formatDay(booking.day)} {formatClock(booking.startsAt)}
              </strong>{' '}
              {patientWords(booking, 'Patient not matched')} · {booking.slotTypeName}, {booking.clinicianName}
            </span>
            <span className={styles['why']}>
              {booking.failure?.message ?? unprovenWords(booking, ehr)} Since{' '}
              {formatSince(booking.stateAt, now)}.
            </span>
            <Button variant="default" size="compact-xs" onClick={() => onOpen(booking)}>
              Settle…
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const unprovenWords = ({ unproven }: BookingRow, ehr: string): string =>
  unproven === 'cancel'
    ? `It could not be proven whether ${ehr} has let it go.`
    : `It could not be proven whether ${ehr} took it.`;
