/** In the notification after cancelling or moving: how long it can still be undone, and the button, until it is sent. */
import { Button, Group, Text } from '@mantine/core';
import type { BookingId } from '#shared/domain/ids.ts';
import { formatAtMost } from '#shared/domain/time-words.ts';
import { useSnapshot } from '../../state/context.tsx';
import { useNow } from '../../state/now.ts';
import { ehrOf, healthOf } from '../../state/selectors.ts';
import { undoableOf } from './booking-acts.ts';
import { whyNotYet } from './pending-words.ts';

interface UndoNoteProps {
  readonly bookingId: BookingId;
  readonly onUndo: (whose: BookingId) => void;
}

export function UndoNote({ bookingId, onUndo }: UndoNoteProps) {
  const now = useNow();
  const snapshot = useSnapshot();
  const booking = snapshot.bookings[bookingId];
  const undoable = booking && undoableOf(booking, snapshot.bookings);
  if (!undoable) return <Text size="sm">Its state is shown in the booking.</Text>;
  const left = undoable.until - now;
  const ehr = ehrOf(snapshot);
  const waiting = snapshot.bookings[undoable.bookingId] ?? booking;
  const why = whyNotYet({ booking: waiting, ehr, write: healthOf(snapshot, 'write'), now });
  return (
    <Group gap={8} mt={4}>
      <Text size="sm">
        {why
          ? `Still waiting: ${why}.`
          : left > 0
            ? `Goes to ${ehr} in ${formatAtMost(left)}.`
            : `Waiting for ${ehr}.`}
      </Text>
      <Button variant="default" size="compact-xs" onClick={() => onUndo(undoable.bookingId)}>
        Undo
      </Button>
    </Group>
  );
}
