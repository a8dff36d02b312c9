/** What booking asks of the offer engine, and what its *no* is called towards a patient. */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { HoldId, SlotId } from '#shared/domain/ids.ts';
import type { HiddenCode, OfferVerdict } from '#shared/domain/why-missing.ts';
import type { StoreReader } from '../store/store.ts';

/** Asked inside the transaction that relies on it. `ownHold`: a hold that does not stand in its owner's way. */
export type OfferOf = (read: StoreReader, slotId: SlotId, ownHold?: HoldId) => OfferVerdict;

const TAKEN: ReadonlySet<HiddenCode> = new Set(['booked', 'held', 'being-booked']);

/** `slot-taken` when another patient has it: that is news which alternatives answer. Everything else is `not-offered`. */
export function whyNotOffered({ isOffered, hidden }: OfferVerdict): Failure | undefined {
  if (isOffered) return undefined;
  return hidden.some(({ code }) => TAKEN.has(code))
    ? failure('slot-taken', 'This appointment has just been taken by somebody else.')
    : failure('not-offered', 'This appointment cannot be booked online.', {
        detail: hidden.map(({ code }) => code).join(', '),
      });
}
