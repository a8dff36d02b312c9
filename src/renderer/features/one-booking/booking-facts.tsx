/** All that is known of one online booking, and what reception can do with it: settle, undo, cancel, move. */
import { Anchor, Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay, formatDayLong } from '#shared/domain/time.ts';
import { formatSince } from '#shared/domain/time-words.ts';
import { useSnapshot } from '../../state/context.tsx';
import { useMinute } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { practiceOf } from '../../state/selectors.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { SupportDetails } from '../../ui/failure-note.tsx';
import { AttendanceBadge, BookingBadge } from '../../ui/state-badge.tsx';
import { mayCancel, mayChange } from './booking-acts.ts';
import { BookingPending } from './booking-pending.tsx';
import { meaningOf, toldWords } from './booking-words.ts';
import { CancelBooking } from './cancel-booking.tsx';
import { MoveBooking } from './move-booking.tsx';
import { patientWords } from './patient-words.ts';
import { OtherBooking, otherOf } from './other-booking.tsx';
import { SettleReview } from './settle-review.tsx';

/** NHS numbers are read out in three groups. */
const spaced = (nhsNumber: string): string => nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');

interface BookingFactsProps {
  readonly booking: BookingRow;
  readonly ehr: string;
}

export function BookingFacts({ booking, ehr }: BookingFactsProps) {
  const now = useMinute();
  const keyTrouble = practiceOf(useSnapshot())?.keyTrouble;
  const [doing, setDoing] = useState<'cancel' | 'move'>();
  const acts = useRef<HTMLDivElement>(null);
  const wasDoing = useRef(false);
  // The form took the focus; it goes back to where the form was opened from.
  useEffect(() => {
    if (wasDoing.current && doing === undefined) acts.current?.querySelector('button')?.focus();
    wasDoing.current = doing !== undefined;
  }, [doing]);
  const done = () => setDoing(undefined);
  if (doing === 'cancel') return <CancelBooking booking={booking} ehr={ehr} onDone={done} />;
  if (doing === 'move') return <MoveBooking booking={booking} ehr={ehr} onDone={done} />;
  // Written for reception where the booking was decided: the words of the failure's kind would say less.
  // What waits and what needs somebody says it beneath, with all that belongs to it.
  const isSaidBelow = booking.pending !== undefined || booking.state === 'needs-you';
  const why = booking.failure && !isSaidBelow ? `${booking.failure.message} ` : '';
  return (
    <>
      <Text size="sm" mb={8}>
        {why}
        {meaningOf(booking, ehr)}
      </Text>
      <BookingPending booking={booking} ehr={ehr} />
      {booking.state === 'needs-you' && <SettleReview key={booking.id} booking={booking} ehr={ehr} />}
      {mayCancel(booking, now) && !keyTrouble && (
        <Group gap={8} mb={8} ref={acts}>
          {mayChange(booking, now) && (
            <Button variant="default" onClick={() => setDoing('move')}>
              Move…
            </Button>
          )}
          <Button variant="default" onClick={() => setDoing('cancel')}>
            Cancel appointment…
          </Button>
        </Group>
      )}
      <Facts facts={factsOf(booking, now)} />
      {booking.failure && <SupportDetails failure={booking.failure} />}
      <Anchor
        size="sm"
        mt="md"
        display="inline-block"
        href={formatHash('live-bookings', { day: booking.day, booking: booking.id })}
      >
        Show in the diary
      </Anchor>
    </>
  );
}

function factsOf(booking: BookingRow, now: Parameters<typeof formatSince>[1]): readonly Fact[] {
  const other = otherOf(booking);
  return [
    ['State', <BookingBadge key="state" booking={booking} />],
    ['Since', formatSince(booking.stateAt, now)],
    ...(booking.attendance
      ? ([['Attendance', <AttendanceBadge key="seen" attendance={booking.attendance} />]] satisfies Fact[])
      : []),
    ...(other ? ([[other.name, <OtherBooking key="other" id={other.id} />]] satisfies Fact[]) : []),
    ['Patient', patientWords(booking)],
    ...(booking.nhsNumber ? ([['NHS number', spaced(booking.nhsNumber)]] satisfies Fact[]) : []),
    ...(booking.dateOfBirth
      ? ([['Date of birth', formatDayLong(booking.dateOfBirth).replace(/^\w+ /, '')]] satisfies Fact[])
      : []),
    ...(booking.reason ? ([['Reason given', booking.reason]] satisfies Fact[]) : []),
    ['When', `${formatDay(booking.day)} ${formatClock(booking.startsAt)}, ${booking.durationMin} min`],
    ['Slot type', booking.slotTypeName],
    ['Clinician', booking.clinicianName],
    ['Session', `${booking.sessionName}, ${booking.siteName}`],
    ['Asked for', formatSince(booking.createdAt, now)],
    ...(booking.told ? ([['Patient was told', toldWords(booking.told, now)]] satisfies Fact[]) : []),
  ];
}
