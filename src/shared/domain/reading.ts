/** One reading of a window of the diary: what was asked for, how long it took, what it found, and why it failed. */
import type { Failure } from './failure.ts';
import type { Instant, LocalDay } from './time.ts';

export interface Reading {
  /** `asked`: somebody pressed Check now for these days. */
  readonly band: 'near' | 'soon' | 'far' | 'asked';
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly startedAt: Instant;
  readonly durationMs: number;
  /** By the diary's list. */
  readonly sessions: number;
  /** Whose slots were read too. */
  readonly sessionsRead: number;
  readonly slotsRead: number;
  readonly slotsChanged: number;
  readonly failure?: Failure;
}
