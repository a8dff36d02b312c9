/** Asks whether to begin anew without the key: what is lost, what is kept, and a tick before the button can be pressed. */
import { Button, Checkbox, Group, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo, useState } from 'react';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { countOf } from '#shared/domain/time-words.ts';
import { useBridge, useSnapshot } from '../../state/context.tsx';
import { bookingsNeedingYou, ehrOf, pendingBookings } from '../../state/selectors.ts';
import styles from './key-story.module.css';

const MOST_LISTED = 8;

export function BeginAnew({ onLeave }: { readonly onLeave: () => void }) {
  const bridge = useBridge();
  const snapshot = useSnapshot();
  const ehr = ehrOf(snapshot);
  const open = useMemo(() => [...pendingBookings(snapshot), ...bookingsNeedingYou(snapshot)], [snapshot]);
  const [isUnderstood, setIsUnderstood] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const begin = async () => {
    setIsBusy(true);
    const outcome = await bridge.patientKey.beginAnew();
    setIsBusy(false);
    if (outcome.ok) return;
    notifications.show({ color: 'red', title: 'Not begun anew', message: outcome.failure.message });
  };
  return (
    <Modal opened onClose={onLeave} title="Begin anew without the key?" size={560} centered>
      <Text size="sm">
        Slotkeeper starts with an empty list on this PC and reads {ehr} again. What is booked in {ehr} stays
        there. The old files are kept beside the new ones, under a name with today’s date.
      </Text>
      <ul className={styles['lost']}>
        <li>
          The online bookings listed here, with the names on them, can no longer be seen in Slotkeeper. {ehr}{' '}
          has all that were confirmed.
        </li>
        <li>Patients’ private links to their bookings no longer open.</li>
        <li>Slot types that were switched on here have to be switched on again.</li>
        <li>
          Credentials for {ehr} that can no longer be opened either have to be put in again under Settings.
        </li>
        {open.length > 0 && (
          <li>
            {countOf(open.length, 'booking is', 'bookings are')} not settled and will not be carried on. Look
            in {ehr} whether each was made, and note them now:
            <ul className={styles['lost']}>
              {open.slice(0, MOST_LISTED).map((booking) => (
                <li key={booking.id}>
                  {formatDay(booking.day)} {formatClock(booking.startsAt)}, {booking.slotTypeName},{' '}
                  {booking.clinicianName}
                </li>
              ))}
              {open.length > MOST_LISTED && <li>and {open.length - MOST_LISTED} more</li>}
            </ul>
          </li>
        )}
      </ul>
      <Checkbox
        mt={12}
        label="The key cannot be brought back, and I want to begin anew."
        checked={isUnderstood}
        onChange={(event) => setIsUnderstood(event.currentTarget.checked)}
      />
      <Group gap={8} mt={16}>
        <Button color="red.9" disabled={!isUnderstood} loading={isBusy} onClick={() => void begin()}>
          Begin anew
        </Button>
        <Button variant="default" data-autofocus onClick={onLeave}>
          Leave everything as it is
        </Button>
      </Group>
    </Modal>
  );
}
