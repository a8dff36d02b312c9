/**
 * Every reason why a slot is not offered to patients, as a closed list. The offer engine gives them, the booking site
 * obeys them, the troubleshooter explains them: one list, so the three cannot disagree.
 */
import type { BookingId, HoldId, SlotId } from './ids.ts';
import type { Instant } from './time.ts';

export type HiddenReason =
  | { readonly code: 'type-not-active' }
  | { readonly code: 'booked' }
  | { readonly code: 'blocked' }
  | { readonly code: 'embargoed' }
  | { readonly code: 'status-unknown' }
  | { readonly code: 'withdrawn'; readonly at: Instant } // no longer in the diary
  | { readonly code: 'in-the-past' }
  | { readonly code: 'too-soon'; readonly bookableUntil: Instant }
  | { readonly code: 'beyond-horizon'; readonly horizonDays: number }
  | { readonly code: 'held'; readonly holdId: HoldId; readonly until: Instant }
  | { readonly code: 'being-booked'; readonly bookingId: BookingId }
  | { readonly code: 'not-read-yet' }
  | { readonly code: 'reading-too-old'; readonly readAt: Instant; readonly limitMs: number }
  | { readonly code: 'reading-suspect'; readonly since: Instant }
  | { readonly code: 'queue-too-long' }; // too much waits to be written back: reliability.md 4.13

export type HiddenCode = HiddenReason['code'];

export interface OfferVerdict {
  readonly slotId: SlotId;
  readonly isOffered: boolean;
  /** Every reason, not the first. Empty when offered. */
  readonly hidden: readonly HiddenReason[];
  /** Start of the reading that last saw this slot. */
  readonly asOf?: Instant;
}
