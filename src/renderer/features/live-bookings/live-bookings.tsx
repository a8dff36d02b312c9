/** What was booked online and what needs a person, as the day's diary or as a list, changing while one looks. */
import { Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClockWithSeconds, parseDay } from '#shared/domain/time.ts';
import { go } from '../../state/go.ts';
import { useChoose, useIsReady, useSnapshot, useView } from '../../state/context.tsx';
import { useToday } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { bookingsNeedingYou, ehrOf, rowsOf } from '../../state/selectors.ts';
import { Page } from '../../ui/page.tsx';
import { BookingList } from './booking-list.tsx';
import { fromToday } from './choose-bookings.ts';
import { DayBar } from './day-bar.tsx';
import { DiaryView } from './diary-view.tsx';
import { Feed } from './feed.tsx';
import { findSlot } from './find-slot.ts';
import styles from './live-bookings.module.css';
import { NeedsYou } from './needs-you.tsx';
import { SlotPanel } from './slot-panel.tsx';
import { useOpenDay } from './use-open-day.ts';

export function LiveBookings({ query }: { readonly query: Readonly<Record<string, string>> }) {
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
  const { asked, version } = useOpenDay(day);
  const chosenBooking = query['booking'] ? snapshot.bookings[query['booking']] : undefined;
  const holds = useMemo(
    () => new Map(rowsOf(snapshot.holds).map((hold) => [hold.slotId as string, hold])),
    [snapshot.holds],
  );
  const upcoming = useMemo(() => fromToday(rowsOf(snapshot.bookings), today), [snapshot.bookings, today]);
  const needing = useMemo(() => bookingsNeedingYou(snapshot), [snapshot]);

  const openBooking = (booking: BookingRow | undefined) => {
    setChosenSlot(undefined);
    go(formatHash('live-bookings', { day: booking?.day ?? query['day'], booking: booking?.id }));
  };
  const found = view === 'diary' ? findSlot(asked.value, chosenSlot ?? chosenBooking?.slotId) : undefined;
  const booking =
    chosenBooking ?? (found?.slot.bookingId ? snapshot.bookings[found.slot.bookingId] : undefined);
  const hasPanel = found !== undefined || booking !== undefined;
  // On an office monitor there is room beside the diary for one of the two.
  const isFeedShown = isWide ? (isFeedOpen ?? !hasPanel) : isFeedOpen === true && !hasPanel;
  const turnFeed = () => {
    if (!isWide && hasPanel) openBooking(undefined);
    setIsFeedOpen(!isFeedShown);
  };

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
          <span className={styles['asOf']}>
            {view === 'diary' &&
              asked.value?.asOf !== undefined &&
              `Day read at ${formatClockWithSeconds(asked.value.asOf)}`}
          </span>
          <Button
            variant="default"
            className={isFeedShown ? styles['pressed'] : undefined}
            aria-pressed={isFeedShown}
            leftSection={<IconHistory size={14} aria-hidden />}
            onClick={turnFeed}
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
              holds={holds}
              chosen={found?.slot.id}
              onChoose={(slot) => {
                openBooking(undefined);
                setChosenSlot(slot.id);
              }}
            />
          ) : (
            <BookingList
              bookings={upcoming}
              isBesidePanel={!isWide && (hasPanel || isFeedShown)}
              onOpen={openBooking}
            />
          )}
        </div>
        {hasPanel && (
          <SlotPanel
            day={day}
            slot={found?.slot}
            session={found?.session}
            booking={booking}
            isBookingChosen={chosenBooking !== undefined}
            hold={found && holds.get(found.slot.id)}
            ehr={ehr}
            version={version}
            onClose={() => openBooking(undefined)}
          />
        )}
        {isFeedShown && <Feed onOpen={openBooking} />}
      </div>
    </Page>
  );
}
