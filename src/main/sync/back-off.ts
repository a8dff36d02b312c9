/**
 * When to read again: after a success by the band's own pace, after a failure with full jitter. The near days are
 * retried within 15 s however long the trouble lasts, so that it mends itself soon after the EHR is back.
 */
import type { Failure } from '#shared/domain/failure.ts';
import type { PaceBand } from '#shared/domain/reading-pace.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';

const BASE_MS = 500;
const FLOOR_MS = 250;
const NEAR_CAP_MS = 15 * SECOND;
const CAP_MS = 30 * SECOND;
/** A refused sign-in does not mend by asking faster. */
const SIGN_IN_MS = 30 * SECOND;
/** Nothing leaves this PC to find out, and whoever has just logged on or approved it is looking at the screen. */
const ON_THIS_PC_MS = 3 * SECOND;
const RETRY_AFTER_CAP_MS = 10 * MINUTE;

const SLOW: ReadonlySet<Failure['kind']> = new Set(['not-signed-in', 'not-allowed']);
const ON_THIS_PC: ReadonlySet<Failure['kind']> = new Set(['not-open', 'device-waiting']);

/** Milliseconds. `fraction`: a throw of the dice. `failuresInARow`: this one included. */
export function backOffMs(
  failuresInARow: number,
  { kind, retryAfterMs }: Failure,
  band: PaceBand['name'],
  fraction: number,
): number {
  const capMs = band === 'near' ? NEAR_CAP_MS : CAP_MS;
  const doubled = Math.min(capMs, BASE_MS * 2 ** Math.min(failuresInARow, 20));
  const spread = 0.5 + fraction / 2;
  const ownMs = SLOW.has(kind)
    ? SIGN_IN_MS * spread
    : ON_THIS_PC.has(kind)
      ? ON_THIS_PC_MS * spread
      : Math.max(FLOOR_MS, doubled * fraction);
  // What the EHR asked for comes first: asking sooner is how a practice gets locked out.
  return Math.round(Math.max(ownMs, Math.min(retryAfterMs ?? 0, RETRY_AFTER_CAP_MS)));
}

/** However long a near reading takes, this much of its pace lies between two starts: a slow EHR is not asked without end. */
const NEAR_LEAST_SHARE = 0.7;

/**
 * Milliseconds from one start to the next. Jitter keeps many practices from asking in step. Near days are only ever
 * read sooner than their pace, and sooner by what the last reading took: a change waits for the next reading and then
 * for its end, and both together are the lag.
 */
export function paceMs(band: PaceBand, fraction: number, tookMs = 0): number {
  const { name, countsEveryMs } = band;
  if (name !== 'near') return Math.round(countsEveryMs * (0.8 + 0.4 * fraction));
  const spread = countsEveryMs < 10 * SECOND ? 0.05 : 0.2;
  const wantedMs = countsEveryMs * (1 - spread * fraction) - tookMs;
  return Math.round(Math.max(wantedMs, countsEveryMs * NEAR_LEAST_SHARE));
}

/** The longest that `paceMs` may answer: what must be fresh until the next reading must be fresh this long. */
export const longestPaceMs = (band: PaceBand): number =>
  band.name === 'near' ? band.countsEveryMs : band.countsEveryMs * 1.2;
