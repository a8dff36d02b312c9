/** Cancelling one appointment on behalf of the practice: what it means, a reason, and yes or no. */
import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import styles from './one-booking.module.css';
import { useBookingActs } from './use-booking-acts.tsx';

interface CancelBookingProps {
  readonly booking: BookingRow;
  readonly ehr: string;
  readonly onDone: () => void;
}

export function CancelBooking({ booking, ehr, onDone }: CancelBookingProps) {
  const { cancel } = useBookingActs();
  const [reason, setReason] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const confirm = async () => {
    setIsAsking(true);
    const isKept = await cancel(booking, reason.trim());
    setIsAsking(false);
    if (isKept) onDone();
  };
  return (
    <form
      aria-label="Cancel appointment"
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <h3 className={styles['question']}>Cancel this appointment?</h3>
      <Text size="sm">
        {booking.patientName ?? 'The patient'}, {formatDay(booking.day)} {formatClock(booking.startsAt)},{' '}
        {booking.slotTypeName}, {booking.clinicianName}.
      </Text>
      <Text size="sm">
        It is taken out of {ehr} a few seconds from now and can be undone until then. The patient is told when{' '}
        {ehr} has let it go.
      </Text>
      <Textarea
        label="Reason"
        description="Kept with the change, for whoever asks later. Not shown to the patient."
        placeholder="Patient rang to cancel"
        data-autofocus
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap={8}>
        <Button type="submit" color="red" loading={isAsking}>
          Cancel appointment
        </Button>
        <Button variant="default" onClick={onDone}>
          Keep it
        </Button>
      </Group>
    </form>
  );
}
