/**
 * What the sample practice knows of time: injected, so that a test may turn the day by hand.
 * Faults on the wire do not use it: a socket is slow in real seconds.
 */
import type { Instant } from './days.ts';

export type SampleClock = {
  readonly now: () => Instant;
  /** Calls once after so many milliseconds; the answer takes it back. */
  readonly after: (ms: number, act: () => void) => () => void;
};

export const REAL_CLOCK: SampleClock = {
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Gives the event loop its turn whenever this piece of work has had it for 8 ms. */
export function createBreather(longestMs = 8): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < longestMs) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}
