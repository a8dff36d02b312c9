/** How many bookings and cancellations wait to be written into the diary; opens the list of them, each with why. Nothing waiting is said too, quietly. */
import { Button, Popover } from '@mantine/core';
import { IconCloudUpload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { useSnapshot } from '../../state/context.tsx';
import { ehrOf, pendingBookings } from '../../state/selectors.ts';
import { formatHash } from '../../state/route.ts';
import { BookingBadge } from '../../ui/state-badge.tsx';
import { PendingLine } from '../one-booking/booking-pending.tsx';
import styles from './frame.module.css';

export function PendingWrites() {
  const snapshot = useSnapshot();
  const pending = useMemo(() => pendingBookings(snapshot), [snapshot]);
  const ehr = ehrOf(snapshot);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      width={360}
      position="bottom-end"
      withinPortal
      trapFocus
      returnFocus
      opened={isOpen}
      onChange={setIsOpen}
    >
      <Popover.Target>
        <Button
          variant={pending.length > 0 ? 'default' : 'subtle'}
          color="gray"
          className={pending.length > 0 ? styles['waiting'] : undefined}
          onClick={() => setIsOpen(!isOpen)}
          leftSection={<IconCloudUpload size={14} aria-hidden />}
        >
          {pending.length > 0 ? `${pending.length} waiting to be written` : 'Nothing waiting'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {pending.length === 0 ? (
          <span className={styles['soft']}>Nothing is waiting to be written to {ehr}.</span>
        ) : (
          <>
            <strong>Waiting to be written to {ehr}</strong>
            {pending.slice(0, 8).map((booking) => (
              <a
                key={booking.id}
                className={styles['pendingItem']}
                href={formatHash('live-bookings', { day: booking.day, booking: booking.id })}
                onClick={() => setIsOpen(false)}
              >
                <span>
                  {formatDay(booking.day)} {formatClock(booking.startsAt)} · {booking.slotTypeName},{' '}
                  {booking.clinicianName}
                </span>
                <span className={styles['pendingState']}>
                  <BookingBadge booking={booking} />
                </span>
                <span className={styles['soft']}>
                  <PendingLine booking={booking} ehr={ehr} />
                </span>
              </a>
            ))}
            {pending.length > 8 && <span className={styles['soft']}>and {pending.length - 8} more</span>}
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
