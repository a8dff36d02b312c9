/** What no machine could prove, put before a person: what we know, what the diary shows just now, and what each answer would mean. */
import { Button, Group, List, Loader, Radio, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { BookingLook, SettleVerdict } from '#shared/contract/bookings.ts';
import type { BookingRow } from '#shared/contract/rows.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { type Instant, formatClockWithSeconds } from '#shared/domain/time.ts';
import { formatAge } from '#shared/domain/time-words.ts';
import { useBridge } from '../../state/context.tsx';
import { useMinute } from '../../state/now.ts';
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
  const now = useMinute();
  return (
    <>
      <h3 className={styles['side']}>What Slotkeeper knows</h3>
      <Facts lines={look.ours} />
      {look.cannotRead && <CannotRead look={look} failure={look.cannotRead} ehr={ehr} />}
      {look.lookedAt !== undefined && (
        <>
          <h3 className={styles['side']}>
            {seenWords(look.lookedAt, look.cannotRead !== undefined, now, ehr)}
          </h3>
          <Facts lines={look.theirs} />
        </>
      )}
    </>
  );
}

const seenWords = (at: Instant, isOld: boolean, now: Instant, ehr: string): string =>
  isOld
    ? `What ${ehr} showed ${formatAge(Math.max(0, now - at))} ago, ${formatClockWithSeconds(at)}: it may have changed since`
    : `What ${ehr} shows, looked at ${formatClockWithSeconds(at)}`;

interface CannotReadProps {
  readonly look: BookingLook;
  readonly failure: Failure;
  readonly ehr: string;
}

/** Somebody may have the diary open on another screen: what they see settles it. */
function CannotRead({ look, failure, ehr }: CannotReadProps) {
  return (
    <>
      <h3 className={styles['side']}>Slotkeeper cannot read {ehr} now</h3>
      <FailureFacts failure={failure} ehr={ehr} />
      {look.verdicts.length > 0 && (
        <Text size="sm">
          Look at the slot in {ehr} itself, on this PC or another, and say below what you see there.
        </Text>
      )}
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
