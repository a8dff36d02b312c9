/** Cancelling one appointment on behalf of the practice: what it means, a reason, and yes or no. */
import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { useSnapshot } from '../../state/context.tsx';
import { ActForm } from './act-form.tsx';
import { useBookingActs } from './use-booking-acts.tsx';

interface CancelBookingProps {
  readonly booking: BookingRow;
  readonly ehr: string;
  readonly onDone: () => void;
}

/** `other`: the one that is to take its place, or has. */
function whatFollows(other: BookingRow | undefined, ehr: string): string {
  const isStanding = other?.state === 'confirmed' || other?.state === 'cancelling';
  const usual = `It is taken out of ${ehr} a few seconds from now and can be undone until then. The patient is told when ${ehr} has let it go.`;
  if (!other || isStanding) return usual;
  const time = `${formatDay(other.day)} ${formatClock(other.startsAt)}`;
  if (other.pending?.undoUntil !== undefined)
    return `It is being moved to ${time}. The move is stopped, and the new time is not booked. ${usual}`;
  return `It is being moved to ${time}, and ${ehr} has been asked for that already. This one is taken out now; if the new time turns out to be booked, it is cancelled too. This cannot be undone.`;
}

export function CancelBooking({ booking, ehr, onDone }: CancelBookingProps) {
  const { cancel } = useBookingActs();
  const { bookings } = useSnapshot();
  const [reason, setReason] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const confirm = async () => {
    setIsAsking(true);
    const isKept = await cancel(booking, reason.trim());
    setIsAsking(false);
    if (isKept) onDone();
  };
  return (
    <ActForm
      name="Cancel appointment"
      question="Cancel this appointment?"
      onConfirm={() => void confirm()}
      onLeave={onDone}
    >
      <Text size="sm">
        {booking.patientName ?? 'The patient'}, {formatDay(booking.day)} {formatClock(booking.startsAt)},{' '}
        {booking.slotTypeName}, {booking.clinicianName}.
      </Text>
      <Text size="sm">{whatFollows(booking.replacedBy && bookings[booking.replacedBy], ehr)}</Text>
      <Textarea
        label="Reason"
        description="Kept with the change, and not shown to the patient. No patients’ details, please."
        placeholder="Patient rang to cancel"
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap={8}>
        <Button type="submit" color="red.9" loading={isAsking}>
          Cancel appointment
        </Button>
        <Button variant="default" onClick={onDone}>
          Keep it
        </Button>
      </Group>
    </ActForm>
  );
}
