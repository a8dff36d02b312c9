/** All that is known of one online booking: whose, which slot, where it stands and since when. */
import { Anchor, Text } from '@mantine/core';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay, formatDayLong } from '#shared/domain/time.ts';
import { formatSince } from '#shared/domain/time-words.ts';
import { useMinute } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { SupportDetails } from '../../ui/failure-note.tsx';
import { BookingBadge } from '../../ui/state-badge.tsx';
import { meaningOf } from './booking-words.ts';
import { NeedsYouSteps } from './needs-you.tsx';

/** NHS numbers are read out in three groups. */
const spaced = (nhsNumber: string): string => nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');

export function BookingFacts({ booking, ehr }: { readonly booking: BookingRow; readonly ehr: string }) {
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
  // Written for reception where the booking was decided: the words of the failure's kind would say less.
  const why = booking.failure ? `${booking.failure.message} ` : '';
  return (
    <>
      <Text size="sm" mb={8}>
        {why}
        {meaningOf(booking.state, ehr)}
      </Text>
      {booking.state === 'needs-you' && <NeedsYouSteps booking={booking} ehr={ehr} />}
      <Facts facts={facts} />
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
