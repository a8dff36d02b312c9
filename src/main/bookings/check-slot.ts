/** Is the asked time one that this patient may have now? Asked inside the transaction that books it. */
import { failure } from '#shared/domain/failure.ts';
import type { HoldId, SlotId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { BookedSlot, StoreReader } from '../store/store.ts';
import { type OfferOf, whyNotOffered } from './ask-offer.ts';
import { bookedSlotOf } from './booked-slot.ts';

/** A slot, or a hold of one that does not stand in its owner's way. */
export interface AskedSlot {
  readonly slotId?: SlotId | undefined;
  readonly holdId?: HoldId | undefined;
}

/** Fails with `hold-ended`, `slot-taken` or `not-offered`. */
export function checkSlot(
  read: StoreReader,
  asked: AskedSlot,
  now: Instant,
  offerOf: OfferOf,
): Outcome<BookedSlot> {
  const hold = asked.holdId === undefined ? undefined : read.holds.byId(asked.holdId);
  const isHoldOver = !hold || hold.endedAt !== undefined || hold.expiresAt <= now;
  if (asked.holdId !== undefined && isHoldOver) {
    return failed(failure('hold-ended', 'This appointment is no longer kept for you.'));
  }
  const slotId = asked.slotId ?? hold?.slotId;
  if (slotId === undefined) return failed(failure('invalid-input', 'No appointment was named.'));
  const no = whyNotOffered(offerOf(read, slotId, asked.holdId));
  if (no) return failed(no);
  const slot = bookedSlotOf(read, slotId);
  return slot ? ok(slot) : failed(failure('not-offered', 'This appointment cannot be booked online.'));
}
