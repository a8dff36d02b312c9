/** Questions that screens ask of the snapshot. Pure; whoever calls them from a component remembers the answer. */
import type {
  BookingRow,
  EventRow,
  HealthRow,
  HoldRow,
  PracticeRow,
  ReadingRow,
} from '#shared/contract/rows.ts';
import type { AppSnapshot } from '#shared/contract/snapshot.ts';
import { type HealthLight, overallHealth } from '#shared/domain/health-words.ts';
import { paceBands } from '#shared/domain/reading-pace.ts';
import type { Instant } from '#shared/domain/time.ts';

export const rowsOf = <Row>(slice: Readonly<Record<string, Row>>): Row[] => Object.values(slice);

export const practiceOf = (snapshot: AppSnapshot): PracticeRow | undefined => snapshot.practice['practice'];

/** How the EHR is called before the first snapshot is here. */
export const ehrOf = (snapshot: AppSnapshot): string => practiceOf(snapshot)?.ehr ?? 'the diary';

export const healthOf = (snapshot: AppSnapshot, part: 'read' | 'write'): HealthRow | undefined =>
  snapshot.health[part];

/** A booking of which something is on its way to the diary. */
export type PendingBooking = BookingRow & Required<Pick<BookingRow, 'pending'>>;

const isPending = (booking: BookingRow): booking is PendingBooking => booking.pending !== undefined;

/** What waits to be written, oldest first. */
export const pendingBookings = (snapshot: AppSnapshot): PendingBooking[] =>
  rowsOf(snapshot.bookings)
    .filter(isPending)
    .sort((a, b) => a.pending.since - b.pending.since);

/** What only a person can settle, soonest appointment first. */
export const bookingsNeedingYou = (snapshot: AppSnapshot): BookingRow[] =>
  rowsOf(snapshot.bookings)
    .filter((booking) => booking.state === 'needs-you')
    .sort((a, b) => a.startsAt - b.startsAt);

/** Still running, the one that ends first on top. */
export const liveHolds = (snapshot: AppSnapshot, now: Instant): HoldRow[] =>
  rowsOf(snapshot.holds)
    .filter((hold) => hold.expiresAt > now)
    .sort((a, b) => a.expiresAt - b.expiresAt);

export const newestFirst = (events: readonly EventRow[]): EventRow[] =>
  events.toSorted((a, b) => b.at - a.at || b.id.localeCompare(a.id, 'en', { numeric: true }));

export const readingsByTime = (snapshot: AppSnapshot): ReadingRow[] =>
  rowsOf(snapshot.readings).sort((a, b) => a.startedAt - b.startedAt);

/** The age past which nothing of the near days is offered. */
function readLimitOf(snapshot: AppSnapshot): number {
  const pace = practiceOf(snapshot)?.pace;
  return (pace && paceBands(pace)[0]?.offerLimitMs) ?? 90_000;
}

const LOST_TOUCH = 'this window has lost touch with Slotkeeper';

const lostTouch: HealthLight = {
  state: 'unknown',
  label: 'Not known',
  detail: LOST_TOUCH,
  words: `Not known · ${LOST_TOUCH}`,
};

/** `isCurrent` false: the main process no longer answers, so what is on screen may be old. */
export function lightOf(snapshot: AppSnapshot, now: Instant, isCurrent: boolean): HealthLight {
  if (!isCurrent) return lostTouch;
  const pending = pendingBookings(snapshot);
  const oldest = pending[0]?.pending.since;
  return overallHealth({
    read: healthOf(snapshot, 'read'),
    write: healthOf(snapshot, 'write'),
    waiting: pending.length,
    ...(oldest === undefined ? {} : { oldestWaitingAt: oldest }),
    ehr: ehrOf(snapshot),
    now,
    readLimitMs: readLimitOf(snapshot),
  });
}

/** Reading alone: trouble with writing has a card of its own. */
export const readingLightOf = (snapshot: AppSnapshot, now: Instant, isCurrent: boolean): HealthLight =>
  isCurrent
    ? overallHealth({
        read: healthOf(snapshot, 'read'),
        write: undefined,
        waiting: 0,
        ehr: ehrOf(snapshot),
        now,
        readLimitMs: readLimitOf(snapshot),
      })
    : lostTouch;
