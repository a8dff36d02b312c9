/** The open day: asked for when the day is chosen, and again each time its revision grows. */
import { Loader } from '@mantine/core';
import { IconCalendarOff, IconCalendarQuestion } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { BookingRow, DayDiary as DayDiaryRow, DiarySession, DiarySlot } from '#shared/contract/rows.ts';
import { type LocalDay, formatDay } from '#shared/domain/time.ts';
import { useSnapshot } from '../../state/context.tsx';
import { ehrOf, rowsOf } from '../../state/selectors.ts';
import { FailurePanel } from '../../ui/failure-note.tsx';
import { EmptyState } from '../../ui/page.tsx';
import type { Asked } from '../../state/use-asked.ts';
import { DayDiary } from './day-diary.tsx';
import { Legend } from './legend.tsx';
import styles from './live-bookings.module.css';
import { SlotDrawer } from './slot-drawer.tsx';

interface DiaryViewProps {
  readonly day: LocalDay;
  readonly asked: Asked<DayDiaryRow>;
  readonly version: number;
  readonly chosenSlot: string | undefined;
  readonly chosenBooking: BookingRow | undefined;
  readonly onChoose: (slot: DiarySlot | undefined) => void;
}

export function DiaryView({ day, asked, version, chosenSlot, chosenBooking, onChoose }: DiaryViewProps) {
  const snapshot = useSnapshot();
  const ehr = ehrOf(snapshot);
  const holds = useMemo(
    () => new Map(rowsOf(snapshot.holds).map((hold) => [hold.slotId as string, hold])),
    [snapshot.holds],
  );
  const diary = asked.value;
  const found = diary && findSlot(diary, chosenSlot ?? chosenBooking?.slotId);
  const booking =
    chosenBooking ?? (found?.slot.bookingId ? snapshot.bookings[found.slot.bookingId] : undefined);

  return (
    <>
      <Legend />
      {diary?.state === 'suspect' && (
        <p className={styles['suspect']} role="status">
          Much of this day vanished from {ehr} at once. It is being read again, and nothing of it is offered
          until a second reading agrees.
        </p>
      )}
      {asked.failure && !diary && (
        <FailurePanel
          title={`${formatDay(day)} could not be shown`}
          failure={asked.failure}
          ehr={ehr}
          onRetry={asked.askAgain}
        />
      )}
      {!asked.failure && !diary && (
        <EmptyState icon={<Loader size="sm" />} title={`Opening ${formatDay(day)}`} />
      )}
      {diary && diary.sessions.length > 0 && (
        <DayDiary
          diary={diary}
          label={`Diary of ${formatDay(day)}`}
          bookings={snapshot.bookings}
          holds={holds}
          chosen={found?.slot.id}
          onChoose={onChoose}
        />
      )}
      {diary && diary.sessions.length === 0 && <NoSessions diary={diary} ehr={ehr} />}
      <SlotDrawer
        day={day}
        slot={found?.slot}
        session={found?.session}
        booking={booking}
        hold={found && holds.get(found.slot.id)}
        ehr={ehr}
        version={version}
        onClose={() => onChoose(undefined)}
      />
    </>
  );
}

function NoSessions({ diary, ehr }: { readonly diary: DayDiaryRow; readonly ehr: string }) {
  if (diary.state === 'not-read')
    return (
      <EmptyState
        icon={<IconCalendarQuestion size={28} aria-hidden />}
        title={`${formatDay(diary.day)} has not been read`}
      >
        Either it lies in the past or beyond the days that are read, or its first reading is still under way.
        Nothing of it is offered to patients.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<IconCalendarOff size={28} aria-hidden />}
      title={`No session in ${ehr} on ${formatDay(diary.day)}`}
    >
      When a session is built for this day in {ehr}, it appears here with the next reading.
    </EmptyState>
  );
}

function findSlot(
  diary: DayDiaryRow,
  slotId: string | undefined,
): { readonly slot: DiarySlot; readonly session: DiarySession } | undefined {
  if (slotId === undefined) return undefined;
  for (const session of diary.sessions) {
    const slot = session.slots.find((one) => one.id === slotId);
    if (slot) return { slot, session };
  }
  return undefined;
}
