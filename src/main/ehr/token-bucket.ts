/**
 * The count of requests we may still make: filled at an even pace up to a brim. Readings must leave a reserve at the
 * bottom, so that a write never waits for the bucket because readings have just emptied it.
 */
import { SECOND } from '#shared/domain/time.ts';

export interface Bucket {
  readonly tokens: number;
  /** Monotonic milliseconds. */
  readonly filledAt: number;
}

export interface Pace {
  readonly perSecond: number;
  readonly brim: number;
  readonly reserve: number;
}

/** Room for a write's three calls (who is it, is it still free, book it) before any pace is felt. */
const RESERVE_FOR_WRITES = 3;

export const paceOf = (perSecond: number): Pace => ({
  perSecond,
  reserve: RESERVE_FOR_WRITES,
  brim: RESERVE_FOR_WRITES + Math.max(1, Math.ceil(perSecond / 2)),
});

/** One request, then the whole spacing, whoever asks. */
export const evenPaceOf = (perSecond: number): Pace => ({ perSecond, reserve: 0, brim: 1 });

/** `now` is monotonic milliseconds. A long sleep of the PC fills to the brim and no further. */
export function fill(before: Bucket, pace: Pace, now: number): Bucket {
  const gained = (Math.max(0, now - before.filledAt) / SECOND) * pace.perSecond;
  return { tokens: Math.min(pace.brim, before.tokens + gained), filledAt: now };
}

export const tokensNeeded = (pace: Pace, isWrite: boolean): number => (isWrite ? 1 : 1 + pace.reserve);

/** Milliseconds until `needed` tokens are there; 0 when they are. */
export function msUntil(bucket: Bucket, pace: Pace, needed: number): number {
  const missing = needed - bucket.tokens;
  // A hair of slack: filling in fractions never quite reaches a whole number.
  return missing <= 1e-9 ? 0 : Math.ceil((missing / pace.perSecond) * SECOND);
}

export const spend = (bucket: Bucket): Bucket => ({ ...bucket, tokens: bucket.tokens - 1 });
