/** How many bookings wait to be written into the diary; opens the list of them. Nothing waiting is said too, quietly. */
import { Button, Popover } from '@mantine/core';
import { IconCloudUpload } from '@tabler/icons-react';
import { useMemo } from 'react';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { useSnapshot } from '../../state/context.tsx';
import { ehrOf, pendingBookings } from '../../state/selectors.ts';
import { Ago } from '../../ui/countdown.tsx';
import { BookingBadge } from '../../ui/state-badge.tsx';
import styles from './frame.module.css';

export function PendingWrites() {
  const snapshot = useSnapshot();
  const pending = useMemo(() => pendingBookings(snapshot), [snapshot]);
  const ehr = ehrOf(snapshot);
  return (
    <Popover width={340} position="bottom-end" withinPortal>
      <Popover.Target>
        <Button
          variant={pending.length > 0 ? 'default' : 'subtle'}
          color="gray"
          className={pending.length > 0 ? styles['waiting'] : undefined}
          leftSection={<IconCloudUpload size={14} aria-hidden />}
        >
          {pending.length > 0 ? `${pending.length} waiting to be written` : 'Nothing waiting'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {pending.length === 0 ? (
          <span className={styles['soft']}>No booking is waiting to be written to {ehr}.</span>
        ) : (
          <>
            <strong>Waiting to be written to {ehr}</strong>
            {pending.slice(0, 8).map((booking) => (
              <div key={booking.id} className={styles['pendingItem']}>
                <span>
                  {formatDay(booking.day)} {formatClock(booking.startsAt)} · {booking.slotTypeName},{' '}
                  {booking.clinicianName}
                </span>
                <span className={styles['pendingState']}>
                  <BookingBadge state={booking.state} />
                  <span>
                    asked for <Ago at={booking.createdAt} />
                  </span>
                </span>
              </div>
            ))}
            {pending.length > 8 && <span className={styles['soft']}>and {pending.length - 8} more</span>}
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
