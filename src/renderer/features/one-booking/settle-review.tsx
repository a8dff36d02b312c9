/** What no machine could prove, put before a person: what we know, what the diary shows just now, and what each answer would mean. */
import { Button, Group, List, Loader, Radio, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { BookingLook, SettleVerdict } from '#shared/contract/bookings.ts';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClockWithSeconds } from '#shared/domain/time.ts';
import { useBridge } from '../../state/context.tsx';
import { useAsked } from '../../state/use-asked.ts';
import { FailureFacts } from '../../ui/failure-note.tsx';
import styles from './one-booking.module.css';
import { verdictWords } from './verdict-words.ts';

interface SettleReviewProps {
  readonly booking: BookingRow;
  readonly ehr: string;
}

export function SettleReview({ booking, ehr }: SettleReviewProps) {
  const bridge = useBridge();
  const bookingId = booking.id;
  const look = useAsked(() => bridge.bookings.look({ bookingId }), `look ${bookingId}`);
  return (
    <section className={styles['review']} aria-label="Settle it" aria-busy={look.isAsking}>
      {look.isAsking && (
        <p className={styles['looking']} role="status">
          <Loader size={14} aria-hidden /> Looking into {ehr}…
        </p>
      )}
      {look.failure && <FailureFacts failure={look.failure} ehr={ehr} />}
      {look.value && <BothSides look={look.value} ehr={ehr} />}
      <Button
        variant="default"
        size="compact-xs"
        disabled={look.isAsking}
        onClick={look.askAgain}
        className={styles['again']}
      >
        Look again
      </Button>
      {look.value && !look.isAsking && <Verdicts booking={booking} look={look.value} ehr={ehr} />}
    </section>
  );
}

function BothSides({ look, ehr }: { readonly look: BookingLook; readonly ehr: string }) {
  return (
    <>
      <h3 className={styles['side']}>What Slotkeeper knows</h3>
      <Facts lines={look.ours} />
      <h3 className={styles['side']}>
        What {ehr} shows, looked at {formatClockWithSeconds(look.lookedAt)}
      </h3>
      <Facts lines={look.theirs} />
    </>
  );
}

function Facts({ lines }: { readonly lines: readonly string[] }) {
  return (
    <List size="sm" spacing={4}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}

function Verdicts({ booking, look, ehr }: SettleReviewProps & { readonly look: BookingLook }) {
  const bridge = useBridge();
  const [verdict, setVerdict] = useState<SettleVerdict>();
  const [note, setNote] = useState('');
  const [isSettling, setIsSettling] = useState(false);
  const kind = booking.unproven ?? 'book';
  if (look.verdicts.length === 0) {
    return <Text size="sm">Nothing can be settled just now. Look again in a moment.</Text>;
  }
  const settle = async () => {
    if (!verdict) return;
    setIsSettling(true);
    const settled = await bridge.bookings.settle({ bookingId: booking.id, verdict, note: note.trim() });
    setIsSettling(false);
    notifications.show(
      settled.ok
        ? { title: 'Settled', message: verdictWords(kind, verdict, ehr) }
        : { color: 'red', title: 'Not settled', message: settled.failure.message },
    );
  };
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void settle();
      }}
    >
      <Radio.Group
        label={`How is it in ${ehr}?`}
        value={verdict ?? ''}
        onChange={(value) => setVerdict(look.verdicts.find((one) => one.verdict === value)?.verdict)}
      >
        <div className={styles['verdicts']}>
          {look.verdicts.map((one) => (
            <Radio
              key={one.verdict}
              size="xs"
              value={one.verdict}
              label={verdictWords(kind, one.verdict, ehr)}
              description={one.means}
            />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        label="Note"
        description="How you know. Kept with the change; no patients’ details, please."
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group>
        <Button type="submit" loading={isSettling} disabled={!verdict}>
          Settle it
        </Button>
      </Group>
    </form>
  );
}
