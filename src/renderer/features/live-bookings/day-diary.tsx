/**
 * The diary of one day: a column per clinician, time down the left, both sticky. Only what is in sight is drawn. One slot
 * at a time can be reached by Tab; arrow keys move, Enter opens.
 */
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { BookingRow, DayDiary as DayDiaryRow, DiarySlot, HoldRow } from '#shared/contract/rows.ts';
import { type LocalDay, minutesOf } from '#shared/domain/time.ts';
import { useMinute, useToday } from '../../state/now.ts';
import styles from './day-diary.module.css';
import { DiaryColumnView } from './diary-column.tsx';
import { layDiary } from './diary-layout.ts';
import { firstPlace, moveInDiary, placeOf } from './move-in-diary.ts';
import { useBoxInSight } from './use-box-in-sight.ts';

const GUTTER_PX = 56;
const HEADER_PX = 64;
const NARROWEST_PX = 160;
const WIDEST_PX = 240;
const AHEAD_PX = 300;
const SLOT_PX = 24;

interface DayDiaryProps {
  readonly diary: DayDiaryRow;
  readonly label: string;
  readonly bookings: Readonly<Record<string, BookingRow>>;
  readonly holds: ReadonlyMap<string, HoldRow>;
  /** Where they are not, a count of booked slots would be a guess. */
  readonly areBookingsSeen: boolean;
  readonly chosen: DiarySlot['id'] | undefined;
  readonly onChoose: (slot: DiarySlot) => void;
}

export function DayDiary(props: DayDiaryProps) {
  const { diary, label, bookings, holds, areBookingsSeen, chosen, onChoose } = props;
  const layout = useMemo(() => layDiary(diary), [diary]);
  const { columns, fromMinute, toMinute, pixelsPerMinute, height } = layout;
  const box = useRef<HTMLDivElement>(null);
  const inSight = useBoxInSight(box);
  const [reached, setReached] = useState<string>();
  const minute = minutesOf(useMinute());
  const nowTop = diary.day === useToday() ? (minute - fromMinute) * pixelsPerMinute : 0;
  const place = placeOf(columns, reached) ?? placeOf(columns, chosen) ?? firstPlace(columns, nowTop);
  const reachable = place && columns[place.column]?.slots[place.index]?.slot;
  const wantsFocusOn = useRef<string>(undefined);

  const room = Math.max(0, inSight.width - GUTTER_PX);
  const columnWidth = Math.min(
    WIDEST_PX,
    Math.max(NARROWEST_PX, Math.floor(room / Math.max(1, columns.length))),
  );
  const bodyWidth = columnWidth * columns.length;

  useScrollToNow(box, diary.day, nowTop, columns[0]?.slots[0]?.top);

  // The slot that the keys led to may only just have been drawn. Its id is asked for, not just whether a key was pressed:
  // an effect of the render before the key may run after it, and would give the focus back to the slot that was left.
  useEffect(() => {
    if (!reachable || wantsFocusOn.current !== reachable.id) return;
    const button = box.current?.querySelector<HTMLElement>(`[data-slot="${CSS.escape(reachable.id)}"]`);
    if (!button) return;
    wantsFocusOn.current = undefined;
    button.focus({ preventScroll: true });
  });

  // A slot chosen elsewhere (search, the feed, “What to do”) is brought into sight.
  const chosenPlace = placeOf(columns, chosen);
  const chosenTop = chosenPlace && columns[chosenPlace.column]?.slots[chosenPlace.index]?.top;
  const chosenLeft = chosenPlace && chosenPlace.column * columnWidth;
  useEffect(() => {
    if (chosenTop === undefined || chosenLeft === undefined) return;
    const right = chosenLeft + NARROWEST_PX;
    bringIntoSight(box.current, { left: chosenLeft, right, top: chosenTop, bottom: chosenTop + SLOT_PX });
  }, [chosen, chosenTop, chosenLeft]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!place) return;
    const next = moveInDiary(columns, place, event.key);
    const target = next && columns[next.column]?.slots[next.index];
    if (!next || !target) return;
    event.preventDefault();
    wantsFocusOn.current = target.slot.id;
    setReached(target.slot.id);
    bringIntoSight(box.current, {
      left: next.column * columnWidth,
      right: (next.column + 1) * columnWidth,
      top: target.top,
      bottom: target.top + target.height,
    });
  };

  const firstColumn = Math.max(0, Math.floor((inSight.left - AHEAD_PX) / columnWidth));
  const lastColumn = Math.ceil((inSight.left + inSight.width + AHEAD_PX) / columnWidth);
  const hours = Array.from({ length: (toMinute - fromMinute) / 60 + 1 }, (_, i) => fromMinute / 60 + i);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys pressed on the slots inside are heard here once
    <div ref={box} className={styles['box']} role="region" aria-label={label} onKeyDown={onKeyDown}>
      <div
        className={styles['sheet']}
        style={{ width: bodyWidth + GUTTER_PX, height: height + HEADER_PX + 16 }}
      >
        <div className={styles['corner']} />
        <div className={styles['gutter']} style={{ height }} aria-hidden>
          {hours.map((hour) => (
            <span
              key={hour}
              className={styles['hour']}
              style={{ top: (hour * 60 - fromMinute) * pixelsPerMinute }}
            >
              {String(hour).padStart(2, '0')}:00
            </span>
          ))}
        </div>
        <div
          className={styles['lines']}
          style={{
            width: bodyWidth,
            height,
            backgroundSize: `100% ${60 * pixelsPerMinute}px`,
          }}
          aria-hidden
        />
        {columns.map((column, index) =>
          (index >= firstColumn && index <= lastColumn) || index === place?.column ? (
            <DiaryColumnView
              key={column.key}
              column={column}
              left={GUTTER_PX + index * columnWidth}
              width={columnWidth}
              height={height}
              sightTop={inSight.top - AHEAD_PX}
              sightBottom={inSight.top + inSight.height + AHEAD_PX}
              bookings={bookings}
              holds={holds}
              areBookingsSeen={areBookingsSeen}
              reachable={reachable?.id}
              chosen={chosen}
              onChoose={onChoose}
              onReach={setReached}
            />
          ) : null,
        )}
        <NowLine
          day={diary.day}
          fromMinute={fromMinute}
          toMinute={toMinute}
          pixelsPerMinute={pixelsPerMinute}
          width={bodyWidth}
        />
      </div>
    </div>
  );
}

function NowLine({
  day,
  fromMinute,
  toMinute,
  pixelsPerMinute,
  width,
}: {
  readonly day: LocalDay;
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly pixelsPerMinute: number;
  readonly width: number;
}) {
  const minute = minutesOf(useMinute());
  const today = useToday();
  if (day !== today || minute < fromMinute || minute > toMinute) return null;
  return (
    <div
      className={styles['now']}
      style={{ top: HEADER_PX + (minute - fromMinute) * pixelsPerMinute, width: width + GUTTER_PX }}
      aria-hidden
    />
  );
}

/** Once for each day that is opened: to now today, to the first slot on another day. */
function useScrollToNow(
  box: React.RefObject<HTMLDivElement | null>,
  day: LocalDay,
  nowTop: number,
  firstTop: number | undefined,
): void {
  const today = useToday();
  const scrolledFor = useRef<LocalDay>(undefined);
  useLayoutEffect(() => {
    if (!box.current || scrolledFor.current === day) return;
    scrolledFor.current = day;
    const top = day === today ? nowTop : (firstTop ?? 0);
    box.current.scrollTo({ top: Math.max(0, top - 96) });
  }, [box, day, today, nowTop, firstTop]);
}

interface Edges {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function bringIntoSight(box: HTMLDivElement | null, { left, right, top, bottom }: Edges): void {
  if (!box) return;
  const width = box.clientWidth - GUTTER_PX;
  const height = box.clientHeight - HEADER_PX;
  const x = Math.min(left, Math.max(box.scrollLeft, right - width));
  const y = Math.min(top, Math.max(box.scrollTop, bottom - height));
  box.scrollTo({ left: x, top: y });
}
