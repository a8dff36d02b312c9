/** Ages, countdowns and "since" in the words that people read. Pure: the caller says what time it is. */
import { DAY, HOUR, type Instant, MINUTE, SECOND, dayOf, formatClock, formatDay } from './time.ts';

/** `4 s`, `12 min`, `3 h`, `2 days`. Rounded down: an age is never made to look younger by more than its unit. */
export function formatAge(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** An upper bound: rounded up, so that *within* stays true. */
export const formatAtMost = (ms: number): string =>
  ms <= 2 * MINUTE ? `${Math.ceil(ms / SECOND)} s` : `${Math.ceil(ms / MINUTE)} min`;

/** A length that is a setting, exactly: `90 s`, `15 min`. */
export const formatSpan = (ms: number): string =>
  ms % MINUTE === 0 ? `${ms / MINUTE} min` : `${Math.round(ms / SECOND)} s`;

/** `4:07` until it ends, `0:00` after. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `10:42` today, `Thu 12 May 10:42` on any other day. */
export function formatSince(at: Instant, now: Instant): string {
  const day = dayOf(at);
  return day === dayOf(now) ? formatClock(at) : `${formatDay(day)} ${formatClock(at)}`;
}

/** `1 appointment`, `38 appointments`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
