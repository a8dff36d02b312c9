/**
 * How old a reading is, and whether that is still good enough. Ages count from the START of a reading. A reading that
 * seems to come from the future means that the PC's clock was set back: its true age is unknown, so it is never fresh.
 */
import { type Instant, MINUTE, SECOND } from './time.ts';

/** Clocks are corrected by small steps all the time; less than this into the future is still "now". */
const FUTURE_TOLERANCE_MS = 5 * SECOND;

/** Past these differences between this PC's clock and the EHR's: say so; trust neither offers nor writes. */
export const CLOCK_WARN_MS = MINUTE;
export const CLOCK_LIMIT_MS = 4 * MINUTE;

/** Milliseconds, never negative. */
export const ageOf = (readAt: Instant, now: Instant): number => Math.max(0, now - readAt);

export const isFresh = (readAt: Instant, now: Instant, limitMs: number): boolean =>
  readAt - now <= FUTURE_TOLERANCE_MS && ageOf(readAt, now) <= limitMs;

/** `skewMs`: the EHR's clock minus ours; `undefined` where the EHR does not tell. */
export const isClockWrong = (skewMs: number | undefined): boolean =>
  skewMs !== undefined && Math.abs(skewMs) > CLOCK_LIMIT_MS;
