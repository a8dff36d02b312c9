/**
 * What is done when the PC's clock was set back: by it every reading looks younger than it is, by as much as the step. How old
 * they truly are is not known any more, so nothing of them is offered until the diary has been read again.
 */
import { type Instant, SECOND, asInstant, later } from '#shared/domain/time.ts';

import type { Store } from '../store/store.ts';

export function doubtReadings(store: Pick<Store, 'write'>, now: Instant): void {
  store.write((tx) => {
    for (const day of tx.days.all()) {
      const { revision: _revision, slotsReadAt, ...reading } = day;
      if (slotsReadAt === undefined) continue;
      const countsReadAt = asInstant(Math.min(reading.countsReadAt, now));
      const none = { putSessions: [], removeSessions: [], putSlots: [], removeSlots: [] };
      tx.days.apply({ ...reading, ...none, countsReadAt }, now);
    }
  });
}

/** Clocks are corrected by small steps all the time. */
const SMALL_STEP_MS = SECOND;

/**
 * When a reading began, told by the clock as it stands at its end. `elapsedMs`: on the monotonic clock. One that went on while
 * the clock was set back began earlier than was written down then.
 */
export function startedAsOf(startedAt: Instant, now: Instant, elapsedMs: number): Instant {
  const setBackMs = Math.round(elapsedMs - (now - startedAt));
  return setBackMs > SMALL_STEP_MS ? later(startedAt, -setBackMs) : startedAt;
}
