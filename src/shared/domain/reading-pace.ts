/**
 * How often each part of the diary is read, and how old a reading may be before nothing of it is offered. Near days
 * change most and are booked soonest; one list of bands drives the sync loop, the offer engine and the words on screen.
 */
import { type LocalDay, MINUTE, SECOND, addDays } from './time.ts';

export interface PaceBand {
  readonly name: 'near' | 'soon' | 'far';
  /** First and last day of the band, counted from today. */
  readonly fromDay: number;
  readonly toDay: number;
  /** How often the sessions and their counts are read. */
  readonly countsEveryMs: number;
  /** Equal counts can hide one booking and one cancellation, so each session's slots are read again at this age. */
  readonly slotsEveryMs: number;
  /** Past this age of its last slot reading, a slot is not offered. */
  readonly offerLimitMs: number;
}

export interface PaceSettings {
  readonly horizonDays: number;
  readonly nearEverySeconds: number;
}

/** Near: today and tomorrow. Soon: two weeks. Far: the rest, always inside the 15 minutes that the practice is promised. */
export function paceBands({ horizonDays, nearEverySeconds }: PaceSettings): PaceBand[] {
  const near = nearEverySeconds * SECOND;
  const bands: PaceBand[] = [
    {
      name: 'near',
      fromDay: 0,
      toDay: 1,
      countsEveryMs: near,
      slotsEveryMs: Math.max(45 * SECOND, near * 2),
      offerLimitMs: Math.max(90 * SECOND, near * 4),
    },
    {
      name: 'soon',
      fromDay: 2,
      toDay: 14,
      countsEveryMs: Math.max(MINUTE, near),
      slotsEveryMs: 3 * MINUTE,
      offerLimitMs: 5 * MINUTE,
    },
    {
      name: 'far',
      fromDay: 15,
      toDay: horizonDays,
      countsEveryMs: Math.max(3 * MINUTE, near),
      slotsEveryMs: 10 * MINUTE,
      offerLimitMs: 15 * MINUTE,
    },
  ];
  return bands
    .filter((band) => band.fromDay <= horizonDays)
    .map((band) => ({ ...band, toDay: Math.min(band.toDay, horizonDays) }));
}

export const windowOf = (
  band: PaceBand,
  today: LocalDay,
): { readonly from: LocalDay; readonly to: LocalDay } => ({
  from: addDays(today, band.fromDay),
  to: addDays(today, band.toDay),
});
