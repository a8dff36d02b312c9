/** What the window asks about one booking, and what a person may say about it. */
import type { SlotId } from '../domain/ids.ts';
import type { Instant, LocalDay } from '../domain/time.ts';

export interface MoveChoice {
  readonly slotId: SlotId;
  readonly day: LocalDay;
  readonly startsAt: Instant;
  readonly durationMin: number;
  readonly slotTypeName: string;
  readonly clinicianName: string;
  readonly siteName: string;
}

/** The facts of both sides, in sentences. Nothing is decided by them. */
export interface BookingLook {
  readonly lookedAt: Instant;
  /** What we did and know: asked when, sent how often and when, what came back. */
  readonly ours: readonly string[];
  /** What the diary shows of the slot and of this patient in it, just now. */
  readonly theirs: readonly string[];
  /** What each verdict would mean, for those that can be given now. */
  readonly verdicts: readonly { readonly verdict: SettleVerdict; readonly means: string }[];
}

/**
 * `in-diary`: the appointment is in the diary. `not-in-diary`: it is not (never was, or has been cancelled).
 * `try-again`: what was asked is sent once more, after a fresh look.
 */
export const SETTLE_VERDICTS = ['in-diary', 'not-in-diary', 'try-again'] as const;
export type SettleVerdict = (typeof SETTLE_VERDICTS)[number];
