/**
 * Says how long the event loop was not there for anybody else: the time between two turns of a timer, less its own pace.
 * A plain timer, because Node's own histogram of the loop's delay did not see a whole block that was put there on purpose.
 */
const PACE_MS = 1;

export interface BlockWatch {
  /** The longest block since it began, in milliseconds. */
  end(): Promise<number>;
}

export function watchBlocks(): BlockWatch {
  let longestMs = 0;
  let turnedMs = performance.now();
  let isEnding = false;
  let ended = () => {};
  const turn = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - turnedMs - PACE_MS);
    turnedMs = nowMs;
    if (isEnding) ended();
    else setTimeout(turn, PACE_MS);
  };
  setTimeout(turn, PACE_MS);
  return {
    // A block that is still going on is only seen once the loop turns again.
    end: () =>
      new Promise((resolve) => {
        isEnding = true;
        ended = () => resolve(longestMs);
      }),
  };
}
