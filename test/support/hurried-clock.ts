/**
 * A PC on which time runs faster, for EHRs whose own pace would make a scenario last for minutes. It is as fast on both clocks, or
 * what is counted on the one would never agree with what is counted on the other.
 */
import type { Clock } from '../../src/main/ports/clock.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { asInstant } from '../../src/shared/domain/time.ts';

/** SystmOne's one request in 1.1 s becomes seven a second. */
const TIMES_FASTER = 8;

/** Tells a process since when: milliseconds since 1970. */
export const HURRIED_SINCE = 'SLOTKEEPER_HURRIED_SINCE';

const { now, monotonicMs, sleep } = systemClock;

/** `since`: from when on; one for all processes of a scenario, so that no restart sets the clock back. */
export const hurriedSince = (since: number): Clock => ({
  now: () => asInstant(since + (now() - since) * TIMES_FASTER),
  monotonicMs: () => monotonicMs() * TIMES_FASTER,
  sleep: (ms, signal) => sleep(ms / TIMES_FASTER, signal),
});
