/**
 * What goes when a day is over: past slots and sessions at once, patients' details and what was written about them thirty days
 * after the appointment. A booking that has waited that long for a person is closed first: it stays unproven, nobody is told
 * anything that nobody knows, and its details go with the others.
 */
import { type LocalDay, addDays, dayOf, startOfDay } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import type { AuditRows } from './tables/audit.ts';
import type { BookingRows } from './tables/bookings.ts';
import type { DayRows } from './tables/days.ts';
import type { HoldRows } from './tables/holds.ts';
import type { WriteInProgress } from './tables/meta.ts';
import type { SessionRows } from './tables/sessions.ts';
import type { SlotRows } from './tables/slots.ts';

const DETAILS_KEPT_DAYS = 30;

interface Rows {
  readonly bookings: BookingRows;
  readonly slots: SlotRows;
  readonly sessions: SessionRows;
  readonly days: DayRows;
  readonly holds: HoldRows;
  readonly audit: AuditRows;
}

/** Answers whether anything went that must not live on in the write-ahead log. */
export function createForgetPast(
  { bookings, slots, sessions, days, holds, audit }: Rows,
  writing: WriteInProgress,
  clock: Pick<Clock, 'now'>,
): (day: LocalDay) => boolean {
  /**
   * Counted to the last reading and not only to today: a PC whose clock has run ahead reads nothing, and one that could not
   * read for a month has given nobody a chance to settle anything.
   */
  function closeUnsettled(day: LocalDay): void {
    const readOn = days.read.all().map(({ countsReadAt }) => dayOf(countsReadAt));
    const lastRead = readOn.toSorted().at(-1);
    if (lastRead === undefined) return;
    const reach = addDays(lastRead < day ? lastRead : day, -DETAILS_KEPT_DAYS);
    const at = clock.now();
    for (const subject of bookings.closeBefore(startOfDay(reach), at)) {
      audit.write.add({ at, kind: 'booking-closed', who: 'slotkeeper', subject });
    }
  }

  return (day) => {
    writing.mustBeOpen();
    slots.forgetBefore(day);
    sessions.forgetBefore(day);
    closeUnsettled(day);
    days.endBefore(day, clock.now(), writing.revision);
    // A day's tombstone tells the window; a month later every window has heard.
    days.forgetBefore(addDays(day, -DETAILS_KEPT_DAYS));
    holds.forgetBefore(startOfDay(day));
    const past = startOfDay(addDays(day, -DETAILS_KEPT_DAYS));
    const hadPatients = bookings.forgetPatientsBefore(past);
    return audit.forgetNotesBefore(past) || hadPatients;
  };
}
