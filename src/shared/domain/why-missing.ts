/**
 * Every reason why a slot is not offered to patients, as a closed list. The offer engine gives them, the booking site
 * obeys them, the troubleshooter explains them: one list, so the three cannot disagree.
 */
import type { BookingId, ClinicianId, HoldId, SlotId, SlotTypeId } from './ids.ts';
import type { Instant, LocalDay } from './time.ts';

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
  | { readonly code: 'clock-wrong' } // this PC's clock and the EHR's are too far apart to trust any time
  | { readonly code: 'key-unavailable' } // what patients would tell cannot be kept: key-trouble.ts
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

// The troubleshooter's question and its answer: the four questions of the practice's guide, in order.

export interface WhyQuestion {
  readonly slotTypeId: SlotTypeId;
  readonly day: LocalDay;
  /** Minutes after midnight. */
  readonly minutes?: number;
  readonly clinicianId?: ClinicianId;
}

export type WhyStepCode = 'session-built' | 'type-active' | 'read-lately' | 'connection-healthy';

export interface WhyStep {
  readonly code: WhyStepCode;
  readonly answer: 'yes' | 'no' | 'not-known';
  /** Plain sentences with what was seen and when. */
  readonly evidence: readonly string[];
  /** What to do next, and who can. Empty when the answer is yes. */
  readonly nextStep?: string;
  readonly act?: 'activate' | 'check-now' | 'open-connection' | 'copy-ehr-steps';
}

export interface WhySlot {
  readonly slotId: SlotId;
  readonly startsAt: Instant;
  readonly clinicianName: string;
  readonly sessionName: string;
  readonly isOffered: boolean;
  readonly hidden: readonly HiddenReason[];
  /** The reasons in words, same order. */
  readonly words: readonly string[];
}

export interface WhyAnswer {
  readonly question: WhyQuestion;
  readonly slotTypeName: string;
  /** One sentence: offered or not, and why. */
  readonly verdict: string;
  readonly offered: number;
  readonly steps: readonly WhyStep[];
  readonly slots: readonly WhySlot[];
  readonly clinicians: readonly { readonly id: ClinicianId; readonly name: string }[];
  /** The steps to take in the EHR, to copy. */
  readonly ehrSteps: readonly string[];
}
