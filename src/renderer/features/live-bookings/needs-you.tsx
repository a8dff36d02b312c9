/** Bookings that only a person can settle, first on the page, with the facts of both sides and what to do in the EHR by hand. */
import { Button, List, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { countOf, formatSince } from '#shared/domain/time-words.ts';
import { useMinute } from '../../state/now.ts';
import styles from './needs-you.module.css';

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
              {booking.patientName ?? 'Patient not matched'} · {booking.slotTypeName}, {booking.clinicianName}
            </span>
            <span className={styles['why']}>
              {booking.failure?.message ?? `It could not be proven whether ${ehr} took it.`} Since{' '}
              {formatSince(booking.stateAt, now)}.
            </span>
            <Button variant="default" size="compact-xs" onClick={() => onOpen(booking)}>
              What to do
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Settled by hand in the EHR for now: what is done there comes back with the next reading. */
export function NeedsYouSteps({ booking, ehr }: { readonly booking: BookingRow; readonly ehr: string }) {
  const patient = booking.patientName ?? 'the patient';
  return (
    <section className={styles['steps']}>
      <Text fw={650} c="var(--sk-you)">
        What to do in {ehr}
      </Text>
      <List type="ordered" size="sm" mt={4} spacing={6}>
        <List.Item>
          Open the appointment book on {formatDay(booking.day)} at {formatClock(booking.startsAt)},{' '}
          {booking.clinicianName}, session “{booking.sessionName}”.
        </List.Item>
        <List.Item>If {patient} is booked there, the booking stands: tell them so if they ring.</List.Item>
        <List.Item>
          If the slot is free, book {patient} into it by hand. If it went to somebody else, ring {patient} and
          offer another time.
        </List.Item>
      </List>
    </section>
  );
}
