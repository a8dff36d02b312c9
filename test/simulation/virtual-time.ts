/**
 * The simulation's only time. The world's time runs by itself; the PC beside it has a clock of its own, which may be
 * wrong, be set, and stop with the PC. Nothing waits for real time: whoever is due next is woken next.
 */
import type { Clock } from '../../src/main/ports/clock.ts';
import { asInstant } from '../../src/shared/domain/time.ts';

interface Timer {
  dueMs: number;
  readonly order: number;
  readonly isOfPc: boolean;
  /** Undefined once it was called off. */
  run: (() => void) | undefined;
}

const isSooner = (one: Timer, other: Timer): boolean =>
  one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);

/** A binary heap: a practice-day is some ten thousand timers. */
function createQueue() {
  let heap: Timer[] = [];
  const up = (start: number): void => {
    let at = start;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const [low, high] = [heap[at], heap[above]];
      if (!low || !high || !isSooner(low, high)) return;
      heap[at] = high;
      heap[above] = low;
      at = above;
    }
  };
  const down = (): void => {
    let at = 0;
    for (;;) {
      let first = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        const [candidate, best] = [heap[below], heap[first]];
        if (candidate && best && isSooner(candidate, best)) first = below;
      }
      const [here, there] = [heap[at], heap[first]];
      if (first === at || !here || !there) return;
      heap[at] = there;
      heap[first] = here;
      at = first;
    }
  };
  return {
    add(timer: Timer): void {
      heap.push(timer);
      up(heap.length - 1);
    },
    first: (): Timer | undefined => heap[0],
    take(): Timer | undefined {
      const [first] = heap;
      const last = heap.pop();
      if (heap.length > 0 && last) {
        heap[0] = last;
        down();
      }
      return first;
    },
    change(each: (timer: Timer) => void): void {
      const all = heap.filter(({ run }) => run !== undefined);
      all.forEach(each);
      heap = [];
      for (const timer of all) {
        heap.push(timer);
        up(heap.length - 1);
      }
    },
  };
}

/** One run of the app: once it is over, nothing of it is ever woken again. */
export interface Life {
  isOver: boolean;
}

export interface VirtualTime {
  /** The true time, in milliseconds since 1970. */
  worldMs(): number;
  /** Runs at that time, whatever the PC does. */
  inWorld(afterMs: number, run: () => void): void;
  /** Runs on the PC: while it sleeps nothing of it does. */
  onPc(afterMs: number, life: Life, run: () => void): void;
  clockOf(life: Life): Clock;
  /** How far the PC's clock is ahead of the truth. */
  pcAheadMs(): number;
  setPcAhead(ms: number): void;
  /** The PC sleeps from now on for so long. Its monotonic clock may stop with it, or not. */
  pcSleeps(ms: number, doesMonotonicStop: boolean): void;
  /** Asleep: nobody can ask anything of it. */
  isPcAsleep(): boolean;
  /** Wakes one after another whoever is due until then, each once everything before it has come to rest. */
  runFor(ms: number, afterEach: () => boolean): Promise<void>;
}

const atRest = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export function createVirtualTime(startMs: number): VirtualTime {
  const queue = createQueue();
  let worldMs = startMs;
  let aheadMs = 0;
  let stoppedMs = startMs;
  let order = 0;
  /** While the PC sleeps: until when, and what its monotonic clock stands at, if that sleeps as well. */
  let asleep: { readonly untilMs: number; readonly monotonicMs: number | undefined } | undefined;

  function add(afterMs: number, isOfPc: boolean, run: () => void): Timer {
    order += 1;
    const fromMs = isOfPc && asleep ? Math.max(worldMs, asleep.untilMs) : worldMs;
    const timer: Timer = { dueMs: fromMs + Math.max(0, afterMs), order, isOfPc, run };
    queue.add(timer);
    return timer;
  }

  return {
    worldMs: () => worldMs,
    inWorld: (afterMs, run) => void add(afterMs, false, run),
    onPc: (afterMs, life, run) => void add(afterMs, true, () => life.isOver || run()),
    clockOf: (life) => ({
      now: () => asInstant(worldMs + aheadMs),
      monotonicMs: () => (asleep && worldMs < asleep.untilMs && asleep.monotonicMs) || worldMs - stoppedMs,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (life.isOver) return;
          if (signal?.aborted) return resolve();
          const timer = add(ms, true, () => {
            signal?.removeEventListener('abort', wake);
            if (!life.isOver) resolve();
          });
          const wake = (): void => {
            timer.run = undefined;
            if (!life.isOver) resolve();
          };
          signal?.addEventListener('abort', wake, { once: true });
        }),
    }),
    pcAheadMs: () => aheadMs,
    setPcAhead: (ms) => void (aheadMs = ms),
    pcSleeps(ms, doesMonotonicStop) {
      const wakesAt = worldMs + ms;
      queue.change((timer) => {
        if (timer.isOfPc) timer.dueMs = doesMonotonicStop ? timer.dueMs + ms : Math.max(timer.dueMs, wakesAt);
      });
      asleep = { untilMs: wakesAt, monotonicMs: doesMonotonicStop ? worldMs - stoppedMs : undefined };
      if (doesMonotonicStop) stoppedMs += ms;
    },
    isPcAsleep: () => asleep !== undefined && worldMs < asleep.untilMs,
    async runFor(ms, afterEach) {
      const until = worldMs + ms;
      for (let next = queue.first(); next && next.dueMs <= until; next = queue.first()) {
        queue.take();
        if (!next.run) continue;
        worldMs = Math.max(worldMs, next.dueMs);
        next.run();
        await atRest();
        if (!afterEach()) return;
      }
      worldMs = until;
    },
  };
}
