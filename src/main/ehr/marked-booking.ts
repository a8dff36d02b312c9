/**
 * What looking for a booking by its mark has in common, whichever the EHR: the days that may be asked for, and that a booking
 * of ours in a state that nobody knows is never taken for one that is gone.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type LocalDay, addDays } from '#shared/domain/time.ts';

import type { DayWindow } from '../ports/ehr-diary.ts';

export interface WindowBounds {
  readonly product: string;
  readonly today: LocalDay;
  /** Left out where the protocol has no limit. */
  readonly maxDays?: number;
}

/** From today on, and no longer than may be asked. Nothing left is `invalid-input`: it was looked at no day at all. */
export function daysToSearch(
  { from, to }: DayWindow,
  { product, today, maxDays }: WindowBounds,
): Outcome<DayWindow> {
  const first = from < today ? today : from;
  const furthest = maxDays === undefined ? to : addDays(first, maxDays - 1);
  const last = to < furthest ? to : furthest;
  return last < first
    ? failed(failure('invalid-input', `${product} is asked for bookings from today on.`))
    : ok({ from: first, to: last });
}

export const notWhatItMayBe = (product: string): Failure =>
  failure('not-understood', `${product} shows this booking in a state that this app does not know.`, {
    detail: 'a marked booking of unknown state',
  });
