/**
 * How long a request may take and how much it may bring, and which limit it has run into: decided purely, from what has
 * happened so far. All moments are of the monotonic clock, in milliseconds.
 */
import { SECOND } from '#shared/domain/time.ts';

export interface HttpLimits {
  /** From asking to the last byte. */
  readonly totalMs: number;
  /** From asking to the answer's headers. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly idleBodyMs: number;
  readonly bodyBytes: number;
}

export const USUAL_LIMITS: HttpLimits = {
  totalMs: 30 * SECOND,
  headersMs: 10 * SECOND,
  idleBodyMs: 5 * SECOND,
  bodyBytes: 8 * 1_048_576,
};

export interface HttpProgress {
  readonly startedAt: number;
  readonly headersAt?: number;
  /** The last time that something of the body came. */
  readonly bodyAt?: number;
}

export type PassedLimit = 'total' | 'headers' | 'idle-body';

const alarms = (progress: HttpProgress, limits: HttpLimits): readonly (readonly [PassedLimit, number])[] => [
  ['total', progress.startedAt + limits.totalMs],
  progress.headersAt === undefined
    ? ['headers', progress.startedAt + limits.headersMs]
    : ['idle-body', (progress.bodyAt ?? progress.headersAt) + limits.idleBodyMs],
];

export const passedLimit = (
  progress: HttpProgress,
  limits: HttpLimits,
  now: number,
): PassedLimit | undefined => alarms(progress, limits).find(([, at]) => now >= at)?.[0];

/** Milliseconds until a limit could be passed if nothing more came; at least 1. */
export const msToNextLimit = (progress: HttpProgress, limits: HttpLimits, now: number): number =>
  Math.max(1, Math.ceil(Math.min(...alarms(progress, limits).map(([, at]) => at)) - now));
