/**
 * What one more look means for a booking that is in the diary as far as we know. Pure. Staff may take it out, give it another
 * time or drag it elsewhere: each is told to the patient, so what would be said is said only when two looks agree, or when
 * our mark has been seen where it is now. A look that cannot tell says nothing.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { SECOND } from '#shared/domain/time.ts';
import type { Whereabouts } from '../whereabouts.ts';
import { SAID_OF_KEPT } from '../words-for-reception.ts';

/** How far apart two looks must be to agree. */
export const AGREE_MS = 10 * SECOND;

export interface KeptLook {
  readonly where: Whereabouts;
  /** Diaries that tell of bookings to come may be silent on one that has begun. */
  readonly hasStarted: boolean;
  /** An earlier look found it out: how long before the start of this one, on the monotonic clock. */
  readonly outSinceMs?: number;
  /** Our mark has been looked for in another slot where a reading had shown it: is it there now? */
  readonly elsewhere?: boolean;
  /** So much of its day has vanished at once that the readings are not believed yet: nor is one more look. */
  readonly isDayInDoubt?: boolean;
}

export type KeptSettlement =
  | { readonly kind: 'kept' }
  | { readonly kind: 'look-again'; readonly waitMs: number }
  | { readonly kind: 'cancelled' }
  /** It stands in the slot of the look, at another time; or in the other slot. */
  | { readonly kind: 'shifted'; readonly to: 'same-slot' | 'other-slot' }
  | { readonly kind: 'review'; readonly failure: Failure }
  | { readonly kind: 'unclear' };

const review = (words: string): KeptSettlement => ({
  kind: 'review',
  failure: failure('unexpected', words),
});

export function settleKept(look: KeptLook): KeptSettlement {
  const { where, hasStarted, outSinceMs, elsewhere } = look;
  switch (where) {
    case 'there':
      return elsewhere ? review(SAID_OF_KEPT.twice) : { kind: 'kept' };
    case 'there-at-another-time':
      return elsewhere ? review(SAID_OF_KEPT.twice) : { kind: 'shifted', to: 'same-slot' };
    case 'same-patient': // staff have written over the note: the patient still has the appointment
      return { kind: 'kept' };
    case 'wrong-patient':
      return review(SAID_OF_KEPT.wrongPatient);
    case 'out':
    case 'moved-away':
      if (hasStarted) return { kind: 'unclear' };
      if (elsewhere) return { kind: 'shifted', to: 'other-slot' };
      if (outSinceMs === undefined || look.isDayInDoubt) return { kind: 'look-again', waitMs: AGREE_MS };
      if (outSinceMs < AGREE_MS) return { kind: 'look-again', waitMs: AGREE_MS - outSinceMs };
      return where === 'out' ? { kind: 'cancelled' } : review(SAID_OF_KEPT.movedUnseen);
    case 'taken-unseen':
    case 'withheld':
      return { kind: 'unclear' };
  }
}
