/** The only way to the time. `now` may step when the PC's clock is set; durations are counted on `monotonicMs`, which never does. */
import type { Instant } from '#shared/domain/time.ts';

export interface Clock {
  now(): Instant;
  /** Milliseconds since some fixed moment of this run. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
