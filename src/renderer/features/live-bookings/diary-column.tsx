/** One clinician's day: name and counts on top, the run of each session behind, the slots in it. */
import { memo } from 'react';
import type { BookingRow, DiarySlot, HoldRow } from '#shared/contract/rows.ts';
import { formatClock } from '#shared/domain/time.ts';
import { countOf } from '#shared/domain/time-words.ts';
import styles from './day-diary.module.css';
import type { DiaryColumn, PlacedSession } from './diary-layout.ts';
import { DiarySlotButton } from './diary-slot.tsx';

interface DiaryColumnProps {
  readonly column: DiaryColumn;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly sightTop: number;
  readonly sightBottom: number;
  readonly bookings: Readonly<Record<string, BookingRow>>;
  readonly holds: ReadonlyMap<string, HoldRow>;
  readonly areBookingsSeen: boolean;
  readonly reachable: string | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (slot: DiarySlot) => void;
  readonly onReach: (slotId: string) => void;
}

export const DiaryColumnView = memo(function DiaryColumnView(props: DiaryColumnProps) {
  const { column, left, width, height, sightTop, sightBottom, bookings, holds, reachable, chosen } = props;
  const { clinicianName, sites, open, offered } = column;
  const place = { left, width };
  return (
    <div
      role="group"
      aria-label={`${clinicianName}, ${sites.join(', ')}: ${open} open, ${offered} online`}
      className={styles['column']}
      style={{ ...place, height: height + 64 }}
    >
      <div className={styles['head']} aria-hidden>
        <span className={styles['name']} title={clinicianName}>
          {clinicianName}
        </span>
        <span className={styles['site']} title={sites.join(', ')}>
          {sites.join(', ')}
        </span>
        <span className={styles['counts']}>
          {open} open · <strong>{offered} online</strong>
        </span>
      </div>
      <div className={styles['body']} style={{ height }}>
        {column.sessions.map((placed) => (
          <SessionRun key={placed.session.id} placed={placed} areBookingsSeen={props.areBookingsSeen} />
        ))}
        {column.slots.map((placed) => {
          const { slot, top, height: slotHeight, lane, lanes } = placed;
          const isInSight = top + slotHeight >= sightTop && top <= sightBottom;
          if (!isInSight && slot.id !== reachable) return null;
          return (
            <DiarySlotButton
              key={slot.id}
              slot={slot}
              clinicianName={clinicianName}
              top={top}
              height={slotHeight}
              lane={lane}
              lanes={lanes}
              booking={slot.bookingId && bookings[slot.bookingId]}
              hold={holds.get(slot.id)}
              isReachable={slot.id === reachable}
              isChosen={slot.id === chosen}
              onChoose={props.onChoose}
              onReach={props.onReach}
            />
          );
        })}
      </div>
    </div>
  );
});

/** Says what is in a session none of whose slots are read, because no slot type in it is active. */
function SessionRun({
  placed: { session, top, height },
  areBookingsSeen,
}: {
  readonly placed: PlacedSession;
  readonly areBookingsSeen: boolean;
}) {
  const { name, startsAt, endsAt, open, booked, slots } = session;
  const hours = `${formatClock(startsAt)}–${formatClock(endsAt)}`;
  return (
    <div className={styles['run']} style={{ top, height }} title={`${name} ${hours}`}>
      {slots.length === 0 && (
        <span className={styles['runWords']}>
          <span className={styles['runName']}>{name}</span>
          <span>
            {hours}: {areBookingsSeen && `${countOf(booked, 'booked', 'booked')}, `}
            {open} open
          </span>
          <span>No active slot type</span>
        </span>
      )}
    </div>
  );
}
