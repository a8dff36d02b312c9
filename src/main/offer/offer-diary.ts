/**
 * Offers over many slots at once: which, how many of each type, on how many days, and which comes next.
 */
import type { SlotTypeId } from '#shared/domain/ids.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

import type { OfferContext } from './offer-context.ts';
import { type OfferableSlot, offerSlot } from './offer-slot.ts';

export interface OfferCount {
  readonly offered: number;
  readonly offeredDays: number;
  readonly nextOfferedAt?: Instant;
  /** Start of the oldest reading that these offers rest on. */
  readonly asOf?: Instant;
}

const earlier = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one;

/** The slots that a patient may book now, in the order given. */
export const offeredOf = <S extends OfferableSlot>(slots: readonly S[], context: OfferContext): S[] =>
  slots.filter((slot) => offerSlot(slot, context).isOffered);

/** Per slot type. A type without an offer is not in the map. */
export function countOffers(
  slots: readonly OfferableSlot[],
  context: OfferContext,
): ReadonlyMap<SlotTypeId, OfferCount> {
  const counts = new Map<SlotTypeId, OfferCount>();
  const days = new Map<SlotTypeId, Set<LocalDay>>();
  for (const slot of slots) {
    const verdict = offerSlot(slot, context);
    if (!verdict.isOffered) continue;
    const before = counts.get(slot.slotTypeId);
    const daysOfType = days.get(slot.slotTypeId) ?? new Set();
    days.set(slot.slotTypeId, daysOfType.add(slot.day));
    const nextOfferedAt = earlier(before?.nextOfferedAt, slot.startsAt);
    const asOf = earlier(before?.asOf, verdict.asOf);
    counts.set(slot.slotTypeId, {
      offered: (before?.offered ?? 0) + 1,
      offeredDays: daysOfType.size,
      ...(nextOfferedAt === undefined ? {} : { nextOfferedAt }),
      ...(asOf === undefined ? {} : { asOf }),
    });
  }
  return counts;
}

/** Start of the oldest reading that the days from today to the horizon rest on; `undefined` while one is unread. */
export function oldestReadingOf(context: OfferContext): Instant | undefined {
  let oldest: Instant | undefined;
  for (const day of context.bands.keys()) {
    const readAt = context.days.get(day)?.slotsReadAt;
    if (readAt === undefined) return undefined;
    oldest = earlier(oldest, readAt);
  }
  return oldest;
}
