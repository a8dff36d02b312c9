/** The PC's own clock. The one place in the main process that may ask it. */
import { performance } from 'node:perf_hooks';

import { asInstant } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';

export const systemClock: Clock = {
  now: () => asInstant(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake, { once: true });
    }),
};
