/**
 * Says how long the event loop was not there for anybody else: the time between two turns of a timer, less its own pace.
 * A plain timer, because Node's own histogram of the loop's delay did not see a whole block that was put there on purpose.
 * On a busy machine a block is long because others had the CPU; what we used of it ourselves tells the two apart.
 */
const PACE_MS = 1;
const US_PER_MS = 1_000;

/** In milliseconds. The two need not be of the same turn. */
export interface LongestBlock {
  readonly ms: number;
  /** CPU time of this thread; waiting for the disk is not in it. */
  readonly cpuMs: number;
}

export interface BlockWatch {
  /** The longest since it began. */
  end(): Promise<LongestBlock>;
}

const cpuMsNow = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / US_PER_MS;
};

export function watchBlocks(): BlockWatch {
  let longest: LongestBlock = { ms: 0, cpuMs: 0 };
  let turnedMs = performance.now();
  let turnedCpuMs = cpuMsNow();
  let isEnding = false;
  let ended = () => {};
  const turn = () => {
    const [nowMs, nowCpuMs] = [performance.now(), cpuMsNow()];
    longest = {
      ms: Math.max(longest.ms, nowMs - turnedMs - PACE_MS),
      cpuMs: Math.max(longest.cpuMs, nowCpuMs - turnedCpuMs),
    };
    [turnedMs, turnedCpuMs] = [nowMs, nowCpuMs];
    if (isEnding) ended();
    else setTimeout(turn, PACE_MS);
  };
  setTimeout(turn, PACE_MS);
  return {
    // A block that is still going on is only seen once the loop turns again.
    end: () =>
      new Promise((resolve) => {
        isEnding = true;
        ended = () => resolve(longest);
      }),
  };
}
