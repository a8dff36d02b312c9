/** All that is known of one online booking: whose, which slot, where it stands and since when. */
import { Anchor } from '@mantine/core';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay, formatDayLong } from '#shared/domain/time.ts';
import { formatSince } from '#shared/domain/time-words.ts';
import { useMinute } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { FailureFacts } from '../../ui/failure-note.tsx';
import { BookingBadge } from '../../ui/state-badge.tsx';

/** NHS numbers are read out in three groups. */
const spaced = (nhsNumber: string): string => nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');

export function BookingFacts({
  booking,
  ehr,
  withFailure = true,
}: {
  readonly booking: BookingRow;
  readonly ehr: string;
  readonly withFailure?: boolean;
}) {
  const now = useMinute();
  const facts: Fact[] = [
    ['State', <BookingBadge key="state" state={booking.state} />],
    ['Since', formatSince(booking.stateAt, now)],
    ['Patient', booking.patientName ?? 'Not matched yet'],
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
  ];
  return (
    <>
      <Facts facts={facts} />
      {withFailure && booking.failure && <FailureFacts failure={booking.failure} ehr={ehr} />}
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
