/** What is on its way to the diary for a booking and why it is not there yet, ticking; and the way to take it back. */
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCloudUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { useSnapshot } from '../../state/context.tsx';
import { useNow } from '../../state/now.ts';
import { healthOf } from '../../state/selectors.ts';
import { UNDO_WORDS, undoableOf } from './booking-acts.ts';
import styles from './one-booking.module.css';
import { pendingWords } from './pending-words.ts';
import { useBookingActs } from './use-booking-acts.tsx';

/** What waits, and on a line of its own why and until when; also in the list of what waits. */
export function PendingLine({ booking, ehr }: { readonly booking: BookingRow; readonly ehr: string }) {
  const now = useNow();
  const write = healthOf(useSnapshot(), 'write');
  const [what, ...more] = pendingWords({ booking, ehr, write, now });
  return (
    <>
      {what}
      <span className={styles['more']}>{more.join(' · ')}</span>
    </>
  );
}

export function BookingPending({ booking, ehr }: { readonly booking: BookingRow; readonly ehr: string }) {
  const { undo } = useBookingActs();
  const { bookings } = useSnapshot();
  const [isUndoing, setIsUndoing] = useState(false);
  const undoable = undoableOf(booking, bookings);
  // Of one that is being moved, what is on its way is the new one's.
  const replacement = booking.replacedBy === undefined ? undefined : bookings[booking.replacedBy];
  const waiting = [booking, replacement].find((one) => one?.pending !== undefined);
  if (!waiting && !undoable) return null;
  const takeBack = async () => {
    if (!undoable) return;
    setIsUndoing(true);
    await undo(undoable.bookingId);
    setIsUndoing(false);
  };
  return (
    <section className={styles['pending']} aria-label="On its way">
      {waiting && (
        <p>
          <IconCloudUpload size={14} aria-hidden /> <PendingLine booking={waiting} ehr={ehr} />
        </p>
      )}
      {undoable && (
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          loading={isUndoing}
          onClick={() => void takeBack()}
        >
          {UNDO_WORDS[undoable.what]}
        </Button>
      )}
    </section>
  );
}
