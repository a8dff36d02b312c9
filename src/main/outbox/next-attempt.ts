/**
 * How long until the next try. Full jitter, so that many commands waiting for one EHR do not come back as a crowd;
 * capped, so that a wait on disk is never longer than `LONGEST_WAIT_MS` and a stepped clock can be noticed by it.
 */
import type { Failure, FailureKind } from '#shared/domain/failure.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';

export const LONGEST_WAIT_MS = 5 * MINUTE;
const SHORTEST_MS = 250;
const FIRST_MS = 500;
const LONGEST_BACK_OFF_MS = 30 * SECOND;

/** `failuresInARow` from 1; `fraction` in [0, 1). What the EHR itself asks for is kept, up to the longest wait. */
export function waitAfterFailures(failuresInARow: number, fraction: number, retryAfterMs = 0): number {
  const ceiling = Math.min(LONGEST_BACK_OFF_MS, FIRST_MS * 2 ** Math.min(failuresInARow, 16));
  const jittered = Math.max(SHORTEST_MS, Math.round(ceiling * fraction));
  return Math.min(LONGEST_WAIT_MS, Math.max(jittered, retryAfterMs));
}

/** The whole EHR is out of reach, not only what was asked: everybody else's next try would fail as well. */
const OUTAGE: ReadonlySet<FailureKind> = new Set([
  'unreachable',
  'not-open',
  'not-set-up',
  'device-waiting',
  'device-blocked',
  'wrong-organisation',
  'timed-out',
  'interrupted',
  'busy',
  'not-signed-in',
  'not-allowed',
  'not-the-ehr',
]);
const FAILURES_BEFORE_PAUSE = 3;

/** Shared by all commands. While `failuresInARow` is high one command at a time feels its way, once in a while. */
export interface Outage {
  readonly failuresInARow: number;
  /** On the monotonic clock. */
  readonly quietUntilMs: number;
}

export const noOutage: Outage = { failuresInARow: 0, quietUntilMs: 0 };
export const isOut = (outage: Outage): boolean => outage.failuresInARow >= FAILURES_BEFORE_PAUSE;

/** `undefined` failure: the EHR answered. A failure of another kind says nothing about the others. */
export function nextOutage(
  outage: Outage,
  failure: Failure | undefined,
  monotonicMs: number,
  fraction: number,
): Outage {
  if (!failure) return noOutage;
  if (!OUTAGE.has(failure.kind)) return outage;
  const failuresInARow = outage.failuresInARow + 1;
  if (failuresInARow < FAILURES_BEFORE_PAUSE) return { failuresInARow, quietUntilMs: 0 };
  // Half of the wait is certain: with full jitter the first probes of an outage would come nearly at once.
  const wait = waitAfterFailures(failuresInARow, 0.25 + fraction / 4, failure.retryAfterMs);
  return { failuresInARow, quietUntilMs: monotonicMs + wait };
}
