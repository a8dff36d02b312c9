/** The open day: asked for when the day is chosen, and again each time its revision grows. */
import { Loader } from '@mantine/core';
import { IconCalendarOff, IconCalendarQuestion } from '@tabler/icons-react';
import type { DayDiary as DayDiaryRow, DiarySlot, HoldRow } from '#shared/contract/rows.ts';
import { type LocalDay, formatDay } from '#shared/domain/time.ts';
import { useSnapshot } from '../../state/context.tsx';
import { useToday } from '../../state/now.ts';
import { ehrOf, practiceOf } from '../../state/selectors.ts';
import { FailurePanel } from '../../ui/failure-note.tsx';
import { EmptyState } from '../../ui/page.tsx';
import type { Asked } from '../../state/use-asked.ts';
import { DayDiary } from './day-diary.tsx';
import { Legend } from './legend.tsx';
import styles from './live-bookings.module.css';
import { unreadWords } from './unread-words.ts';

interface DiaryViewProps {
  readonly day: LocalDay;
  readonly asked: Asked<DayDiaryRow>;
  readonly holds: ReadonlyMap<string, HoldRow>;
  readonly chosen: DiarySlot['id'] | undefined;
  readonly onChoose: (slot: DiarySlot) => void;
}

export function DiaryView({ day, asked, holds, chosen, onChoose }: DiaryViewProps) {
  const snapshot = useSnapshot();
  const ehr = ehrOf(snapshot);
  const diary = asked.value;
  const sees = practiceOf(snapshot)?.sees;

  return (
    <>
      {diary && diary.sessions.length > 0 && <Legend sees={sees} ehr={ehr} />}
      {diary?.state === 'suspect' && (
        <p className={styles['suspect']} role="status">
          A session, or many slots of this day at once, vanished from {ehr}. It is being read again, and
          nothing of it is offered until a second reading agrees.
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
          areBookingsSeen={sees?.bookedSlots !== false}
          chosen={chosen}
          onChoose={onChoose}
        />
      )}
      {diary && diary.sessions.length === 0 && <NoSessions diary={diary} ehr={ehr} />}
    </>
  );
}

function NoSessions({ diary, ehr }: { readonly diary: DayDiaryRow; readonly ehr: string }) {
  const today = useToday();
  const horizonDays = practiceOf(useSnapshot())?.pace.horizonDays ?? 0;
  if (diary.state === 'not-read') {
    const { title, words } = unreadWords(diary.day, today, horizonDays, ehr);
    return (
      <EmptyState icon={<IconCalendarQuestion size={28} aria-hidden />} title={title}>
        {words}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconCalendarOff size={28} aria-hidden />}
      title={`No session in ${ehr} on ${formatDay(diary.day)}`}
    >
      When a session is built for this day in {ehr}, it appears here with the next reading.
    </EmptyState>
  );
}
