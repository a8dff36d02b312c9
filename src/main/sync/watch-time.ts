/**
 * Notices what no timer tells: midnight in London, a PC that slept, a clock that was set. Pure; the loop looks every
 * couple of seconds. Wall clock and monotonic clock are compared, because a sleeping PC may stop either of them.
 */
import { type Instant, type LocalDay, SECOND, dayOf, later } from '#shared/domain/time.ts';

export interface Look {
  readonly at: Instant;
  readonly monotonicMs: number;
  readonly day: LocalDay;
}

export type TimeNews = 'new-day' | 'woke-up' | 'clock-set-back';

const NOTICED_MS = 5 * SECOND;

export const lookAt = (at: Instant, monotonicMs: number): Look => ({ at, monotonicMs, day: dayOf(at) });

/** Milliseconds by which the clock was set back between the two looks; below zero when it was set forward, or slept. */
export const setBackMs = (before: Look, after: Look): number =>
  Math.round(after.monotonicMs - before.monotonicMs - (after.at - before.at));

/** `expectedMs`: how long there should have been between the two looks. */
export function newsBetween(before: Look, after: Look, expectedMs: number): TimeNews[] {
  const wallMs = after.at - before.at;
  const monotonicMs = after.monotonicMs - before.monotonicMs;
  const news: TimeNews[] = [];
  if (setBackMs(before, after) > NOTICED_MS) news.push('clock-set-back');
  else if (Math.max(wallMs, monotonicMs) > expectedMs + NOTICED_MS) news.push('woke-up');
  if (after.day !== before.day) news.push('new-day');
  return news;
}

/** Clocks are corrected by small steps all the time. */
const SMALL_STEP_MS = SECOND;

/**
 * When a reading began, told by the clock as it stands at its end. `elapsedMs`: on the monotonic clock. One that went on while
 * the clock was set back began earlier than was written down then.
 */
export function startedAsOf(startedAt: Instant, now: Instant, elapsedMs: number): Instant {
  const setBackMs = Math.round(elapsedMs - (now - startedAt));
  return setBackMs > SMALL_STEP_MS ? later(startedAt, -setBackMs) : startedAt;
}
