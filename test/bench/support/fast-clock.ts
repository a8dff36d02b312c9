/**
 * Time that runs faster than a real hour does, for both sides of the wire at once: what a practice asks of its EHR in
 * twenty minutes is then counted in less than one. It begins at a fixed Monday morning, so that staff are at work.
 */
import { setTimeout as wait } from 'node:timers/promises';

import type { Clock } from '../../../src/main/ports/clock.ts';
import type { SampleClock } from '../../../src/main/sample-practice/diary/clock.ts';
import { type Instant, later } from '../../../src/shared/domain/time.ts';

export interface FastClock {
  readonly clock: Clock;
  readonly sampleClock: SampleClock;
}

export function createFastClock(start: Instant, timesFaster: number): FastClock {
  const beganMs = performance.now();
  const passedMs = () => (performance.now() - beganMs) * timesFaster;
  return {
    clock: {
      now: () => later(start, passedMs()),
      monotonicMs: passedMs,
      sleep: (ms, signal) =>
        wait(ms / timesFaster, undefined, signal ? { signal } : {}).catch(() => undefined),
    },
    sampleClock: {
      now: () => later(start, passedMs()),
      after: (ms, act) => {
        const timer = setTimeout(act, ms / timesFaster);
        timer.unref();
        return () => clearTimeout(timer);
      },
    },
  };
}
