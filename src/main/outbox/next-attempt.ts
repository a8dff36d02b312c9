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
/** An EHR that answers now and then is out of reach as well: half of the last ten. */
const REMEMBERED = 10;
const FAILED_OF_REMEMBERED = 5;

/** Shared by all commands. While `failuresInARow` is high one command at a time feels its way, once in a while. */
export interface Outage {
  readonly failuresInARow: number;
  /** The last few calls, newest last: did they fail? Forgotten when an outage ends. */
  readonly recent: readonly boolean[];
  /** On the monotonic clock. */
  readonly quietUntilMs: number;
}

export const noOutage: Outage = { failuresInARow: 0, recent: [], quietUntilMs: 0 };
export const isOut = ({ failuresInARow, recent }: Outage): boolean =>
  failuresInARow >= FAILURES_BEFORE_PAUSE || recent.filter(Boolean).length >= FAILED_OF_REMEMBERED;

/** `undefined` failure: the EHR answered. A failure of another kind says nothing about the others. */
export function nextOutage(
  outage: Outage,
  failure: Failure | undefined,
  monotonicMs: number,
  fraction: number,
): Outage {
  if (failure && !OUTAGE.has(failure.kind)) return outage;
  const recent = [...outage.recent, failure !== undefined].slice(-REMEMBERED);
  if (!failure) return isOut(outage) ? noOutage : { failuresInARow: 0, recent, quietUntilMs: 0 };
  const failuresInARow = outage.failuresInARow + 1;
  const next = { failuresInARow, recent, quietUntilMs: 0 };
  if (!isOut(next)) return next;
  // Half of the wait is certain: with full jitter the first probes of an outage would come nearly at once.
  const inARow = Math.max(failuresInARow, FAILURES_BEFORE_PAUSE);
  const wait = waitAfterFailures(inARow, 0.25 + fraction / 4, failure.retryAfterMs);
  return { ...next, quietUntilMs: monotonicMs + wait };
}
