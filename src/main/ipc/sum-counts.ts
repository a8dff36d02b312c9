/**
 * The diary's own counts per slot type over the days that are read. A day is added up again only when its revision has
 * moved: the window asks at every change, and nearly always only one day is another.
 */
import type { SlotTypeId } from '#shared/domain/ids.ts';
import type { SlotTypeCount } from '#shared/domain/session.ts';
import type { LocalDay } from '#shared/domain/time.ts';

import type { StoreReader } from '../store/store.ts';

export interface CountSum {
  readonly sessions: number;
  readonly open: number;
  readonly booked: number;
  readonly blocked: number;
  readonly embargoed: number;
}

export const NO_COUNT: CountSum = { sessions: 0, open: 0, booked: 0, blocked: 0, embargoed: 0 };

type Sums = ReadonlyMap<SlotTypeId, CountSum>;

const plus = (sum: CountSum, more: CountSum): CountSum => ({
  sessions: sum.sessions + more.sessions,
  open: sum.open + more.open,
  booked: sum.booked + more.booked,
  blocked: sum.blocked + more.blocked,
  embargoed: sum.embargoed + more.embargoed,
});

function addUp(parts: Iterable<readonly [SlotTypeId, CountSum]>): Sums {
  const sums = new Map<SlotTypeId, CountSum>();
  for (const [id, part] of parts) sums.set(id, plus(sums.get(id) ?? NO_COUNT, part));
  return sums;
}

const partOf = ({ slotTypeId, open, booked, blocked, embargoed }: SlotTypeCount) =>
  [slotTypeId, { sessions: 1, open, booked, blocked, embargoed }] as const;

/** Gives the sums from a day on. */
export function createCountSums(read: Pick<StoreReader, 'days' | 'sessions'>): (from: LocalDay) => Sums {
  const kept = new Map<LocalDay, { readonly revision: number; readonly sums: Sums }>();

  function sumsOf(day: LocalDay, revision: number): Sums {
    const known = kept.get(day);
    if (known?.revision === revision) return known.sums;
    const sums = addUp(read.sessions.onDay(day).flatMap((session) => session.counts.map(partOf)));
    kept.set(day, { revision, sums });
    return sums;
  }

  return (from) => {
    for (const day of kept.keys()) if (day < from) kept.delete(day);
    const days = read.days.all().filter(({ day }) => day >= from);
    return addUp(days.flatMap(({ day, revision }) => [...sumsOf(day, revision)]));
  };
}
