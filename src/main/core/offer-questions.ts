/** The questions that people and other parts ask of the offer engine, with the store's facts put before it. */
import type { SwitchPreview } from '#shared/contract/rows.ts';
import type { EhrProduct, EhrSight } from '#shared/domain/ehr.ts';
import { failure } from '#shared/domain/failure.ts';
import type { HoldId, SlotId, SlotTypeId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { addDays, dayOf, endOfDay } from '#shared/domain/time.ts';
import type { OfferVerdict, WhyAnswer, WhyQuestion } from '#shared/domain/why-missing.ts';

import type { CurrentOffers } from './current-offers.ts';
import { withoutHold } from '../offer/offer-context.ts';
import { offerSlot } from '../offer/offer-slot.ts';
import { previewSwitch } from '../offer/preview-switch.ts';
import { whyMissing } from '../offer/why-missing.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoreReader } from '../store/store.ts';

/** Asked inside the transaction that relies on it: a slot that is gone is not offered. */
export const createOfferOf =
  (offers: CurrentOffers, clock: Clock) =>
  (read: StoreReader, slotId: SlotId, ownHold?: HoldId): OfferVerdict => {
    const slot = read.slots.byId(slotId);
    if (!slot) return { slotId, isOffered: false, hidden: [{ code: 'withdrawn', at: clock.now() }] };
    const moment = offers.context(read);
    return offerSlot(slot, ownHold === undefined ? moment : withoutHold(moment, ownHold));
  };

export function createPreviewSwitch(deps: {
  readonly read: StoreReader;
  readonly offers: CurrentOffers;
  readonly clock: Clock;
  readonly horizonDays: number;
}) {
  const { read, offers, clock, horizonDays } = deps;
  return (slotTypeId: SlotTypeId, isActive: boolean): Outcome<SwitchPreview> => {
    const slotType = read.slotTypes.byId(slotTypeId);
    if (!slotType) return failed(failure('not-found', 'The diary has no such slot type.'));
    const now = clock.now();
    const [today, last] = [dayOf(now), addDays(dayOf(now), horizonDays)];
    const isOfType = (id: SlotId) => read.slots.byId(id)?.slotTypeId === slotTypeId;
    return ok(
      previewSwitch({
        slotType,
        isActive,
        sessions: read.sessions.between(today, last),
        slots: read.slots.openBetween(now, endOfDay(last), slotTypeId),
        heldNow: read.holds.live(now).filter((hold) => isOfType(hold.slotId)).length,
        futureBookings: read.bookings
          .since(now)
          .filter(
            ({ slot, state }) =>
              slot.slotTypeId === slotTypeId && state !== 'not-booked' && state !== 'cancelled',
          ).length,
        context: offers.context(),
      }),
    );
  };
}

export function createWhyMissing(deps: {
  readonly read: StoreReader;
  readonly offers: CurrentOffers;
  readonly ehr: EhrProduct;
  /** What its protocol tells at all. */
  readonly sees: EhrSight;
}) {
  const { read, offers, ehr, sees } = deps;
  return (question: WhyQuestion): Outcome<WhyAnswer> =>
    ok(
      whyMissing({
        question,
        ehr,
        sees,
        slotType: read.slotTypes.byId(question.slotTypeId),
        sessions: read.sessions.onDay(question.day),
        slots: read.slots.everOnDay(question.day, question.slotTypeId),
        health: read.health.of('read'),
        context: offers.context(),
      }),
    );
}
