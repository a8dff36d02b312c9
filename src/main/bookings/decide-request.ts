/** Small decisions about a new booking. Pure. */
import { type Instant, MINUTE, later } from '#shared/domain/time.ts';

export const LONGEST_REASON = 200;
/** What goes into the diary when the patient wrote nothing. */
export const REASON_NOT_GIVEN = 'Booked online';
/** How long a booking may wait for an EHR that is out of reach before the patient is told *no*. */
const LONGEST_WAIT_MS = 30 * MINUTE;

/** The moment from which it is not sent any more: the shortest notice before its start, or after waiting too long. */
export function deadlineOf(startsAt: Instant, now: Instant, minNoticeMinutes: number): Instant {
  const lastNotice = later(startsAt, -minNoticeMinutes * MINUTE);
  const patience = later(now, LONGEST_WAIT_MS);
  return lastNotice < patience ? lastNotice : patience;
}

/** One line of plain text: control characters and line breaks would travel into the EHR's screens and URLs. */
export function tidyReason(reason: string): string {
  const line = reason.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const letters = Array.from(line);
  const short = letters.length > LONGEST_REASON ? letters.slice(0, LONGEST_REASON).join('').trimEnd() : line;
  return short || REASON_NOT_GIVEN;
}
