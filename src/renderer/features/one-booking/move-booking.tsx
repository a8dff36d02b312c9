/** Choosing another appointment in place of this one: what patients could book now, by day. The old one stands until the new one is certain. */
import { Button, Group, Loader, Radio, Text, TextInput, Textarea } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { countOf } from '#shared/domain/time-words.ts';
import { useBridge } from '../../state/context.tsx';
import { useMinute } from '../../state/now.ts';
import { useAsked } from '../../state/use-asked.ts';
import { FailureFacts } from '../../ui/failure-note.tsx';
import { ActForm } from './act-form.tsx';
import { groupChoices } from './group-choices.ts';
import styles from './one-booking.module.css';
import { useBookingActs } from './use-booking-acts.tsx';

interface MoveBookingProps {
  readonly booking: BookingRow;
  readonly ehr: string;
  readonly onDone: () => void;
}

export function MoveBooking({ booking, ehr, onDone }: MoveBookingProps) {
  const bridge = useBridge();
  const { move } = useBookingActs();
  const [typed, setTyped] = useState('');
  const [chosenId, setChosenId] = useState('');
  const [reason, setReason] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const bookingId = booking.id;
  // What is offered changes while one chooses; the transaction that keeps the move checks it once more.
  const asked = useAsked(() => bridge.bookings.choices({ bookingId }), bookingId, useMinute());
  const { days, found, left } = useMemo(() => groupChoices(asked.value ?? [], typed), [asked.value, typed]);
  const chosen = asked.value?.find((choice) => choice.slotId === chosenId);

  const confirm = async () => {
    if (!chosen) return;
    setIsAsking(true);
    const isKept = await move(booking, chosen.slotId, reason.trim());
    setIsAsking(false);
    if (isKept) onDone();
    else asked.askAgain();
  };

  return (
    <ActForm
      name="Move appointment"
      question="Move it to which appointment?"
      onConfirm={() => void confirm()}
      onLeave={onDone}
    >
      <Text size="sm">
        The new one is booked in {ehr} first. The old one stands until that is certain, and is then taken out.
      </Text>
      {asked.failure && <FailureFacts failure={asked.failure} ehr={ehr} />}
      {!asked.value && !asked.failure && <Loader size="sm" aria-label="Looking for appointments" />}
      {asked.value && (
        <>
          <TextInput
            leftSection={<IconSearch size={14} aria-hidden />}
            label="Find"
            placeholder="Day, time, clinician, site"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <p className={styles['count']} role="status">
            {found === 0
              ? asked.value.length === 0
                ? 'Nothing is offered online just now that it could be moved to.'
                : 'No appointment matches.'
              : `${countOf(found, 'appointment')} to choose from`}
          </p>
          {days.map(({ day, choices }) => (
            <fieldset key={day} className={styles['day']}>
              <legend>{formatDay(day)}</legend>
              {choices.map((choice) => (
                <Radio
                  key={choice.slotId}
                  name="move-to"
                  value={choice.slotId}
                  checked={choice.slotId === chosenId}
                  onChange={() => setChosenId(choice.slotId)}
                  size="xs"
                  label={`${formatClock(choice.startsAt)} ${choice.slotTypeName}, ${choice.clinicianName}`}
                  description={`${choice.durationMin} min, ${choice.siteName}`}
                />
              ))}
            </fieldset>
          ))}
          {left > 0 && <p className={styles['count']}>and {left} more: type to narrow them down.</p>}
          <Textarea
            label="Reason"
            description="Kept with the change, and not shown to the patient. No patients’ details, please."
            placeholder="Clinic cancelled"
            autosize
            minRows={1}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
      <Group gap={8} className={styles['foot']}>
        <Button type="submit" loading={isAsking} disabled={!chosen}>
          {chosen ? `Move to ${formatDay(chosen.day)} ${formatClock(chosen.startsAt)}` : 'Move'}
        </Button>
        <Button variant="default" onClick={onDone}>
          Keep it as it is
        </Button>
      </Group>
    </ActForm>
  );
}
