/** In the list: which slots are kept for patients who are choosing at this moment, and for how long yet. */
import { IconHourglassHigh } from '@tabler/icons-react';
import type { BookingId } from '#shared/domain/ids.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { useSnapshot } from '../../state/context.tsx';
import { useNow } from '../../state/now.ts';
import { liveHolds } from '../../state/selectors.ts';
import { Countdown } from '../../ui/countdown.tsx';
import styles from './live-bookings.module.css';

export function HeldNow() {
  const snapshot = useSnapshot();
  const holds = liveHolds(snapshot, useNow());
  const nameOf = (id: BookingId | undefined) => id && snapshot.bookings[id]?.patientName;
  if (holds.length === 0) return null;
  return (
    <section className={styles['held']} aria-label="Held for patients now">
      <span className={styles['heldTitle']}>
        <IconHourglassHigh size={14} aria-hidden /> Held for patients now
      </span>
      <ul>
        {holds.map((hold) => (
          <li key={hold.id}>
            {formatDay(hold.day)} {formatClock(hold.startsAt)} {hold.slotTypeName}, {hold.clinicianName}
            {hold.forBooking &&
              `, kept for ${nameOf(hold.forBooking) ?? 'a patient'} in place of another time`}{' '}
            · <Countdown until={hold.expiresAt} />
          </li>
        ))}
      </ul>
    </section>
  );
}
