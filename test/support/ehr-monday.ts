/**
 * When the adapter suite plays: the calendar of the practice and of the connector stands at Monday 23 November 2026, 08:00.
 * Sockets and deadlines run in real time.
 */
import { type LocalDay, asInstant, parseDay, parseInstant } from '#shared/domain/time.ts';

import type { EhrDiaryDeps } from '../../src/main/ehr/ehr-diary-deps.ts';
import { type HttpLimits, USUAL_LIMITS } from '../../src/main/ehr/http-limits.ts';
import type { Clock } from '../../src/main/ports/clock.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';

export const MONDAY: LocalDay = parseDay('2026-11-23') ?? ('' as LocalDay);
export const MONDAY_MORNING = parseInstant('2026-11-23T08:00:00Z') ?? asInstant(0);
export const standingClock: Clock = { ...systemClock, now: () => MONDAY_MORNING };
/** Short enough for a test to wait for, long enough for two busy cores. */
export const SHORT_LIMITS: HttpLimits = {
  ...USUAL_LIMITS,
  totalMs: 1_500,
  headersMs: 1_000,
  idleBodyMs: 500,
};
/** A connector that waits for nothing longer than a test can; it lacks its log and its practice. */
export const HASTY: Omit<EhrDiaryDeps, 'log' | 'practice'> = {
  clock: standingClock,
  keepDeviceId: () => {},
  requestsPerSecond: 500,
  requestTimeoutSeconds: 1,
  readLimits: SHORT_LIMITS,
};
/** The sample practice that each test of the suite has for itself: still, and with its door on any free port. */
export const STILL_SAMPLE = {
  seed: 'adapters',
  weeks: 3,
  port: 0,
  lively: 0,
  clock: { now: () => MONDAY_MORNING, after: () => () => {} },
} as const;
