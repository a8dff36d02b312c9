/**
 * Times of the practice's wall clock, as EHRs give them without a zone. A time that the clock change skips or repeats has
 * no one instant: it gets a stand-in and `isCertain: false`, and whoever uses it must not offer it.
 */
import { type Instant, type LocalDay, MINUTE, instantOf, later, startOfDay } from '#shared/domain/time.ts';

export interface WallTime {
  readonly at: Instant;
  readonly isCertain: boolean;
}

/** `minutes`: after midnight, 0–1439. */
export function wallTime(day: LocalDay, minutes: number): WallTime {
  const at = instantOf(day, minutes);
  return typeof at === 'number'
    ? { at, isCertain: true }
    : { at: later(startOfDay(day), minutes * MINUTE), isCertain: false };
}
