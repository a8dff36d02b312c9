/** What is known of the chosen slot: the booking in it, the hold on it, or why patients are not offered it (asked of the same engine that decides). */
import { Anchor, List, Text } from '@mantine/core';
import type { BookingRow, DiarySession, DiarySlot, HoldRow, WhyAnswer } from '#shared/contract/rows.ts';
import { type LocalDay, formatClock, formatDay, minutesOf } from '#shared/domain/time.ts';
import { formatCountdown } from '#shared/domain/time-words.ts';
import { useBridge } from '../../state/context.tsx';
import { useNow } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { useAsked } from '../../state/use-asked.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { BookingFacts } from '../one-booking/booking-facts.tsx';
import { SLOT_LOOK_WORDS, lookOf } from './slot-look.ts';

interface SlotPanelProps {
  readonly day: LocalDay;
  readonly slot: DiarySlot | undefined;
  readonly session: DiarySession | undefined;
  readonly booking: BookingRow | undefined;
  /** One that has let the slot go is shown alone when it was asked for, below the slot when the slot was. */
  readonly isBookingChosen: boolean;
  readonly hold: HoldRow | undefined;
  readonly ehr: string;
  readonly version: string;
  readonly onClose: () => void;
}

export function SlotPanel({ day, slot, session, booking, hold, ehr, version, ...chosen }: SlotPanelProps) {
  const title = slot
    ? `${formatDay(day)} ${formatClock(slot.startsAt)}`
    : booking
      ? `${formatDay(booking.day)} ${formatClock(booking.startsAt)}`
      : 'Nothing chosen';
  const hasSlot = booking && slot ? lookOf(slot, booking, hold) === 'booked-online' : booking !== undefined;
  return (
    <SidePanel title={title} onClose={chosen.onClose}>
      {slot && session && !hasSlot && !chosen.isBookingChosen && (
        <SlotFacts day={day} slot={slot} session={session} hold={hold} version={version} />
      )}
      {booking && <BookingFacts key={booking.id} booking={booking} ehr={ehr} />}
    </SidePanel>
  );
}

function SlotFacts({
  day,
  slot,
  session,
  hold,
  version,
}: {
  readonly day: LocalDay;
  readonly slot: DiarySlot;
  readonly session: DiarySession;
  readonly hold: HoldRow | undefined;
  readonly version: string;
}) {
  const now = useNow();
  const facts: Fact[] = [
    ['State', SLOT_LOOK_WORDS[lookOf(slot, undefined, hold)]],
    ...(hold ? ([['Hold ends in', formatCountdown(hold.expiresAt - now)]] satisfies Fact[]) : []),
    ['Slot type', slot.slotTypeName],
    ['Length', `${slot.durationMin} min`],
    ['Clinician', session.clinicianName],
    ['Session', `${session.name}, ${session.siteName}`],
    ...(slot.offer.asOf ? ([['Read at', formatClock(slot.offer.asOf)]] satisfies Fact[]) : []),
  ];
  return (
    <>
      <Facts facts={facts} />
      {!slot.offer.isOffered && slot.status !== 'booked' && (
        <HiddenReasons day={day} slot={slot} version={version} />
      )}
    </>
  );
}

function HiddenReasons({
  day,
  slot,
  version,
}: {
  readonly day: LocalDay;
  readonly slot: DiarySlot;
  readonly version: string;
}) {
  const bridge = useBridge();
  const question = { slotTypeId: slot.slotTypeId, day, minutes: minutesOf(slot.startsAt) };
  const { value } = useAsked<WhyAnswer>(() => bridge.whyMissing.ask(question), `slot ${slot.id}`, version);
  const words = value?.slots.find((one) => one.slotId === slot.id)?.words ?? [];
  return (
    <section style={{ marginTop: 16 }}>
      <Text fw={550}>Why patients are not offered it</Text>
      {words.length > 0 && (
        <List size="sm" mt={4} spacing={4}>
          {words.map((word) => (
            <List.Item key={word}>{word}</List.Item>
          ))}
        </List>
      )}
      <Anchor
        size="sm"
        mt="sm"
        display="inline-block"
        href={formatHash('why-missing', { type: slot.slotTypeId, day, time: formatClock(slot.startsAt) })}
      >
        Open “Why missing?” for it
      </Anchor>
    </section>
  );
}
