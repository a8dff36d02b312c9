/**
 * A clock that a test moves. Sleepers wake in the order of their times, each with the clock showing its own; between
 * two of them everything that can run does, real sockets excepted.
 */
import type { Clock } from '../../src/main/ports/clock.ts';
import { type Instant, asInstant } from '../../src/shared/domain/time.ts';

export interface SettableClock extends Clock {
  /** Moves both clocks on, waking whoever is due on the way. */
  advance(ms: number): Promise<void>;
  /** Sets the PC's clock without time passing. */
  setNow(at: Instant): void;
  /** Lets everything run that needs no time. */
  settle(): Promise<void>;
  sleepers(): number;
}

interface Sleeper {
  readonly wakeAt: number;
  wake(): void;
}

const ROUNDS = 12;

export function settableClock(start: Instant): SettableClock {
  let monotonic = 0;
  let offset: number = start;
  let sleepers: Sleeper[] = [];

  async function settle(): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    now: () => asInstant(offset + monotonic),
    monotonicMs: () => monotonic,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        if (ms <= 0) return void setImmediate(resolve);
        const sleeper: Sleeper = {
          wakeAt: monotonic + ms,
          wake: () => {
            sleepers = sleepers.filter((other) => other !== sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    async advance(ms) {
      const until = monotonic + ms;
      for (;;) {
        await settle();
        const next = sleepers.toSorted((one, other) => one.wakeAt - other.wakeAt)[0];
        if (!next || next.wakeAt > until) break;
        monotonic = Math.max(monotonic, next.wakeAt);
        next.wake();
      }
      monotonic = until;
      await settle();
    },
    setNow: (at) => {
      offset = at - monotonic;
    },
    settle,
    sleepers: () => sleepers.length,
  };
}
