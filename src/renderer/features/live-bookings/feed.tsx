/** What happened, newest first. New lines fade in once; the rest stays where it is. */
import { useMemo } from 'react';
import type { BookingRow, EventRow } from '#shared/contract/rows.ts';
import { formatSince } from '#shared/domain/time-words.ts';
import { useSnapshot } from '../../state/context.tsx';
import { useMinute } from '../../state/now.ts';
import { ehrOf, newestFirst, rowsOf } from '../../state/selectors.ts';
import styles from './feed.module.css';
import { isWorthTelling, wordsOf } from './event-words.ts';

const MOST = 100;

export function Feed({ onOpen }: { readonly onOpen: (booking: BookingRow) => void }) {
  const snapshot = useSnapshot();
  const events = useMemo(
    () => newestFirst(rowsOf(snapshot.events)).filter(isWorthTelling).slice(0, MOST),
    [snapshot.events],
  );
  const ehr = ehrOf(snapshot);
  return (
    <aside className={styles['feed']} aria-label="What happened">
      <h2 className={styles['title']}>What happened</h2>
      {events.length === 0 ? (
        <p className={styles['none']}>
          Nothing yet. Bookings, switches and troubles are listed here as they happen.
        </p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must be reachable by keyboard
        <ol className={styles['list']} tabIndex={0}>
          {events.map((event) => (
            <Line key={event.id} event={event} bookings={snapshot.bookings} ehr={ehr} onOpen={onOpen} />
          ))}
        </ol>
      )}
    </aside>
  );
}

function Line({
  event,
  bookings,
  ehr,
  onOpen,
}: {
  readonly event: EventRow;
  readonly bookings: Readonly<Record<string, BookingRow>>;
  readonly ehr: string;
  readonly onOpen: (booking: BookingRow) => void;
}) {
  const now = useMinute();
  const { tone, title, detail, booking } = wordsOf(event, bookings, ehr);
  return (
    <li className={styles['line']} data-tone={tone}>
      <span className={styles['time']}>{formatSince(event.at, now)}</span>
      {booking ? (
        <button type="button" className={styles['open']} onClick={() => onOpen(booking)}>
          {title}
        </button>
      ) : (
        <span className={styles['what']}>{title}</span>
      )}
      {detail && <span className={styles['detail']}>{detail}</span>}
    </li>
  );
}
