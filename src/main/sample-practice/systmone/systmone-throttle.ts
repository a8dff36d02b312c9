/**
 * SystmOne's pace: one function request a second for the client as a whole, and one look into a record in half a minute.
 *
 * What comes too early gets no answer at all, not even a refusal, and does not push the next one back.
 */

/** The clocks of two programs are never quite the same: so much too early is let pass. */
const TOLERANCE_MS = 50;
const REQUEST_MS = 1_000;
const RECORD_MS = 30_000;

/** @param elapsed milliseconds of a clock that only goes forward */
export function createThrottle(elapsed: () => number) {
  let nextRequest = -Infinity;
  let nextRecord = -Infinity;
  return {
    /** @param isHeavy a look into a record for more than demographics */
    admits: (isHeavy: boolean): boolean => {
      const now = elapsed();
      if (now < nextRequest || (isHeavy && now < nextRecord)) return false;
      nextRequest = now + REQUEST_MS - TOLERANCE_MS;
      if (isHeavy) nextRecord = now + RECORD_MS - TOLERANCE_MS;
      return true;
    },
  };
}
