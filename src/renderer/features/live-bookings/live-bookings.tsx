/** What was booked online and what needs a person, as the day's diary or as a list, changing while one looks. */
import { Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { BookingRow, DayDiary } from '#shared/contract/rows.ts';
import { formatClockWithSeconds, parseDay } from '#shared/domain/time.ts';
import { go } from '../../state/go.ts';
import { useBridge, useChoose, useIsReady, useSnapshot, useView } from '../../state/context.tsx';
import { useToday } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { bookingsNeedingYou, ehrOf, rowsOf } from '../../state/selectors.ts';
import { useAsked } from '../../state/use-asked.ts';
import { Page } from '../../ui/page.tsx';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import { BookingFacts } from './booking-facts.tsx';
import { BookingList } from './booking-list.tsx';
import { fromToday } from './choose-bookings.ts';
import { DayBar } from './day-bar.tsx';
import { DiaryView } from './diary-view.tsx';
import { Feed } from './feed.tsx';
import styles from './live-bookings.module.css';
import { NeedsYou, NeedsYouSteps } from './needs-you.tsx';

export function LiveBookings({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const bridge = useBridge();
  const choose = useChoose();
  const snapshot = useSnapshot();
  const isReady = useIsReady();
  const today = useToday();
  const view = useView((state) => state.preferences.liveBookingsView);
  const isWide = useMediaQuery('(min-width: 1600px)', false, { getInitialValueInEffect: false });
  const [isFeedOpen, setIsFeedOpen] = useState<boolean>();
  const [chosenSlot, setChosenSlot] = useState<string>();

  const ehr = ehrOf(snapshot);
  const day = parseDay(query['day'] ?? '') ?? today;
  const version = snapshot.days[day]?.revision ?? 0;
  const chosenBooking = query['booking'] ? snapshot.bookings[query['booking']] : undefined;
  // Holds and bookings change what a slot of the day shows before the day itself is read again.
  const touch = useMemo(
    () =>
      [...rowsOf(snapshot.bookings), ...rowsOf(snapshot.holds)]
        .filter((row) => row.day === day)
        .map((row) => `${row.id}${'state' in row ? row.state : ''}`)
        .join(' '),
    [snapshot.bookings, snapshot.holds, day],
  );
  const asked = useAsked<DayDiary>(() => bridge.diary.day({ day }), day, `${version} ${touch}`);
  const upcoming = useMemo(() => fromToday(rowsOf(snapshot.bookings), today), [snapshot.bookings, today]);
  const needing = useMemo(() => bookingsNeedingYou(snapshot), [snapshot]);

  const openBooking = (booking: BookingRow | undefined) => {
    setChosenSlot(undefined);
    go(formatHash('live-bookings', { day: booking?.day ?? query['day'], booking: booking?.id }));
  };
  const isFeedShown = isFeedOpen ?? isWide ?? false;

  return (
    <Page
      screen="live-bookings"
      title="Live bookings"
      scroll="own"
      isReady={isReady && (view === 'list' || asked.value !== undefined || asked.failure !== undefined)}
      tools={
        <>
          <SegmentedControl
            aria-label="Show as"
            value={view}
            onChange={(value) => choose({ liveBookingsView: value === 'list' ? 'list' : 'diary' })}
            data={[
              { value: 'diary', label: 'Day diary' },
              { value: 'list', label: 'List' },
            ]}
          />
          {view === 'diary' && (
            <DayBar
              day={day}
              today={today}
              onDay={(next) => {
                setChosenSlot(undefined);
                go(formatHash('live-bookings', { day: next === today ? undefined : next }));
              }}
            />
          )}
          {view === 'diary' && asked.value?.asOf !== undefined && (
            <span className={styles['asOf']}>Day read at {formatClockWithSeconds(asked.value.asOf)}</span>
          )}
          <Button
            variant={isFeedShown ? 'light' : 'default'}
            ml={view === 'list' ? 'auto' : 0}
            aria-pressed={isFeedShown}
            leftSection={<IconHistory size={14} aria-hidden />}
            onClick={() => setIsFeedOpen(!isFeedShown)}
          >
            What happened
          </Button>
        </>
      }
    >
      <NeedsYou bookings={needing} ehr={ehr} onOpen={openBooking} />
      <div className={styles['columns']}>
        <div className={styles['main']}>
          {view === 'diary' ? (
            <DiaryView
              day={day}
              asked={asked}
              version={version}
              chosenSlot={chosenSlot}
              chosenBooking={chosenSlot ? undefined : chosenBooking}
              onChoose={(slot) => {
                openBooking(undefined);
                setChosenSlot(slot?.id);
              }}
            />
          ) : (
            <>
              <BookingList bookings={upcoming} onOpen={openBooking} />
              <SideDrawer
                title="Online booking"
                isOpen={chosenBooking !== undefined}
                isBeside
                onClose={() => openBooking(undefined)}
              >
                {chosenBooking && <BookingFacts booking={chosenBooking} ehr={ehr} />}
                {chosenBooking?.state === 'needs-you' && <NeedsYouSteps booking={chosenBooking} ehr={ehr} />}
              </SideDrawer>
            </>
          )}
        </div>
        {isFeedShown && <Feed onOpen={openBooking} />}
      </div>
    </Page>
  );
}
