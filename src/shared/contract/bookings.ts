/** What the window asks about one booking, and what a person may say about it. */
import type { Failure } from '../domain/failure.ts';
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
  /** When the diary showed what stands in `theirs`; left out where it has not been seen. */
  readonly lookedAt?: Instant;
  /** It cannot be read now: `theirs` is of an earlier look. Whoever has the diary open elsewhere may still say what they see. */
  readonly cannotRead?: Failure;
  /** What we did and know: asked when, sent how often and when, what came back. */
  readonly ours: readonly string[];
  /** What the diary shows of the slot and of this patient in it. */
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
