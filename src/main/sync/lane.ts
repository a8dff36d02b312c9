/**
 * A lane does its tasks one at a time, whichever is due first. Near days have a lane of their own, so that a long
 * reading of far days never stands in their way. Times are monotonic: setting the PC's clock moves nothing here.
 */
import type { Clock } from '../ports/clock.ts';

export interface LaneTask {
  readonly name: string;
  /** Does it once and says in how many milliseconds from its start it is due again. Never throws. */
  run(): Promise<number>;
}

export interface Lane {
  start(): void;
  /** Due now, or as soon as what is running has ended. */
  hurry(name?: string): void;
  /** Ends the waiting; what is running is ended by its own signal. */
  stop(): Promise<void>;
}

/** Of tasks due at the same moment the one named first goes first. */
function nextOf<T extends { readonly dueAt: number }>(tasks: readonly T[]): T | undefined {
  let next: T | undefined;
  for (const task of tasks) if (!next || task.dueAt < next.dueAt) next = task;
  return next;
}

/** An endless failure that answers at once must not spin. */
const LEAST_PAUSE_MS = 20;

export function createLane({
  clock,
  tasks,
}: {
  readonly clock: Clock;
  readonly tasks: readonly LaneTask[];
}): Lane {
  const planned = tasks.map((task) => ({ task, dueAt: 0, isHurried: false }));
  let isStopping = false;
  let waking = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function go(): Promise<void> {
    while (!isStopping) {
      const next = nextOf(planned);
      if (!next) return;
      const startMs = clock.monotonicMs();
      if (next.dueAt > startMs) {
        waking = new AbortController();
        await clock.sleep(next.dueAt - startMs, waking.signal);
        continue;
      }
      next.isHurried = false;
      const againMs = await next.task.run();
      // Asked for while it ran: what it had already read may be older than the asking.
      next.dueAt = next.isHurried ? 0 : Math.max(startMs + againMs, clock.monotonicMs() + LEAST_PAUSE_MS);
    }
  }

  return {
    start: () => {
      running = go();
    },
    hurry: (name) => {
      for (const plan of planned)
        if (name === undefined || plan.task.name === name) {
          plan.dueAt = 0;
          plan.isHurried = true;
        }
      waking.abort();
    },
    stop: () => {
      isStopping = true;
      waking.abort();
      return running;
    },
  };
}
