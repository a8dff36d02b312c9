/**
 * The one engine that says whether a patient may book a slot now, and if not, every reason. The booking site serves what
 * it allows and the troubleshooter explains what it hides: a second opinion anywhere else would be a bug.
 */
import { isFresh } from '#shared/domain/freshness.ts';
import type { Slot } from '#shared/domain/slot.ts';
import { type Instant, later } from '#shared/domain/time.ts';
import type { HiddenReason, OfferVerdict } from '#shared/domain/why-missing.ts';

import type { OfferContext } from './offer-context.ts';

/** A slot as stored; `removedAt` when the diary no longer has it. */
export interface OfferableSlot extends Slot {
  readonly removedAt?: Instant;
}

function reasonOfStatus(slot: OfferableSlot): HiddenReason[] {
  if (slot.removedAt !== undefined) return [{ code: 'withdrawn', at: slot.removedAt }];
  switch (slot.status) {
    case 'open':
      return [];
    case 'booked':
    case 'blocked':
    case 'embargoed':
      return [{ code: slot.status }];
    case 'unknown':
      return [{ code: 'status-unknown' }];
  }
}

function reasonsOfTime(slot: OfferableSlot, context: OfferContext): HiddenReason[] {
  if (slot.startsAt <= context.now) return [{ code: 'in-the-past' }];
  if (slot.day > context.today && !context.bands.has(slot.day))
    return [{ code: 'beyond-horizon', horizonDays: context.horizonDays }];
  const bookableUntil = later(slot.startsAt, -context.minNoticeMs);
  return context.now > bookableUntil ? [{ code: 'too-soon', bookableUntil }] : [];
}

function reasonsOfReading(slot: OfferableSlot, context: OfferContext): HiddenReason[] {
  const reading = context.days.get(slot.day);
  const activeSince = context.activeSince.get(slot.slotTypeId);
  const reasons: HiddenReason[] = [];
  if (reading?.state === 'suspect')
    reasons.push({ code: 'reading-suspect', since: reading.suspectSince ?? reading.countsReadAt });
  const readAt = reading?.slotsReadAt;
  // Rows of a type that was off are left as they were: only a reading begun after it came on speaks of it.
  if (readAt === undefined || (activeSince !== undefined && readAt < activeSince))
    return [...reasons, { code: 'not-read-yet' }];
  const limitMs = context.bands.get(slot.day)?.offerLimitMs;
  if (limitMs !== undefined && !isFresh(readAt, context.now, limitMs))
    reasons.push({ code: 'reading-too-old', readAt, limitMs });
  return reasons;
}

function reasonsOfOthers(slot: OfferableSlot, context: OfferContext): HiddenReason[] {
  const reasons: HiddenReason[] = [];
  const hold = context.holds.get(slot.id);
  if (hold && hold.endedAt === undefined && hold.expiresAt > context.now)
    reasons.push({ code: 'held', holdId: hold.id, until: hold.expiresAt });
  const claim = context.claims.get(slot.id);
  if (claim) reasons.push({ code: 'being-booked', bookingId: claim.bookingId });
  return reasons;
}

/** Never fails. Offered exactly when there is no reason against it. */
export function offerSlot(slot: OfferableSlot, context: OfferContext): OfferVerdict {
  const hidden: HiddenReason[] = [
    ...(context.activeSince.has(slot.slotTypeId) ? [] : [{ code: 'type-not-active' } as const]),
    ...reasonOfStatus(slot),
    ...reasonsOfTime(slot, context),
    ...reasonsOfOthers(slot, context),
    ...reasonsOfReading(slot, context),
    ...(context.isClockWrong ? [{ code: 'clock-wrong' } as const] : []),
    ...(context.isKeyMissing ? [{ code: 'key-unavailable' } as const] : []),
    ...(context.isQueueTooLong ? [{ code: 'queue-too-long' } as const] : []),
  ];
  const asOf = context.days.get(slot.day)?.slotsReadAt;
  return { slotId: slot.id, isOffered: hidden.length === 0, hidden, ...(asOf === undefined ? {} : { asOf }) };
}
