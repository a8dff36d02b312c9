/** Waits for a condition instead of sleeping: generous, because two cores may be shared with a whole test run. */
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks until the answer is neither `undefined` nor `false`, and gives it back. A throw counts as *not yet*; the last one
 * is told when time is up.
 */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 20_000,
  everyMs = 25,
): Promise<T> {
  const until = performance.now() + limitMs;
  let trouble: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    await wait(everyMs);
  } while (performance.now() < until);
  const last = trouble instanceof Error ? ` Last: ${trouble.message}` : '';
  throw new Error(`Not within ${limitMs} ms: ${what}.${last}`);
}
