/**
 * How long a change in the diary could have waited for the screen, from the readings. Pure. A change made just after one
 * reading began is seen when the next one ends: that stretch is the dot. Where a reading failed there is no dot, and
 * nothing is drawn across the gap.
 */
import type { ReadingRow } from '#shared/contract/rows.ts';
import { type Instant, MINUTE, SECOND, asInstant } from '#shared/domain/time.ts';

export interface LagDot {
  readonly id: string;
  readonly at: Instant;
  readonly lagMs: number;
}

export interface LagPoints {
  /** One fewer than came in whole: the first has none before it. */
  readonly dots: readonly LagDot[];
  readonly whole: number;
  readonly failures: readonly { readonly id: string; readonly at: Instant }[];
}

/** Of today and tomorrow's readings only: the days that patients book soonest. */
export function lagPoints(readings: readonly ReadingRow[]): LagPoints {
  const near = readings
    .filter((reading) => reading.band === 'near')
    .sort((a, b) => a.startedAt - b.startedAt);
  const dots: LagDot[] = [];
  let lastStartedAt: Instant | undefined;
  for (const { id, startedAt, durationMs, failure } of near) {
    if (failure) continue;
    const endedAt = startedAt + durationMs;
    if (lastStartedAt !== undefined)
      dots.push({ id, at: asInstant(endedAt), lagMs: endedAt - lastStartedAt });
    lastStartedAt = startedAt;
  }
  const failures = near
    .filter((reading) => reading.failure)
    .map(({ id, startedAt }) => ({ id, at: startedAt }));
  return { dots, whole: near.length - failures.length, failures };
}

export const PROMISE_MS = 15 * MINUTE;
const SHORTEST_MS = SECOND;
const LONGEST_MS = 30 * MINUTE;

/** Where a lag stands between bottom (0) and top (1): each doubling takes the same height, as seconds and minutes share the chart. */
export function heightOf(lagMs: number): number {
  const inside = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, lagMs));
  return Math.log(inside / SHORTEST_MS) / Math.log(LONGEST_MS / SHORTEST_MS);
}

/** 95 of 100 changes were seen within this. `undefined` with fewer than 20 dots: a percentile of few says nothing. */
export function lagOf95(dots: readonly LagDot[]): number | undefined {
  if (dots.length < 20) return undefined;
  const sorted = dots.map((dot) => dot.lagMs).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1];
}
