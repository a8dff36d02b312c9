/**
 * The real store on a fresh file and the real reading of all three bands over a large diary: what the benches of reading
 * share. The PC's clock is fixed to a Monday morning, so that the diary has the same shape whenever it is measured.
 */
import { createReadingMemory } from '../../../src/main/sync/reading-memory.ts';
import { runCycle } from '../../../src/main/sync/run-cycle.ts';
import type { Clock } from '../../../src/main/ports/clock.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { systemClock } from '../../../src/main/this-pc/system-clock.ts';
import { paceBands, windowOf } from '../../../src/shared/domain/reading-pace.ts';
import { addDays, dayOf, later } from '../../../src/shared/domain/time.ts';
import { openTestStore, silentLog } from '../../support/open-test-store.ts';
import { DIARY_NOW, type LargeDiary, createLargeDiary } from './large-diary.ts';

export const SLOTS = 100_000;
/** The usual horizon: the fewest days for so many slots, and so the largest single day. */
const PACE = { horizonDays: 28, nearEverySeconds: 5 };

export const benchDiary = (): LargeDiary =>
  createLargeDiary(dayOf(DIARY_NOW), addDays(dayOf(DIARY_NOW), PACE.horizonDays), SLOTS);

const clock: Clock = {
  ...systemClock,
  now: () => later(DIARY_NOW, Math.round(systemClock.monotonicMs())),
};

export interface ReadingBench {
  readonly store: Store;
  readonly file: string;
  /** Reads the whole diary, every slot of it, once. Milliseconds. */
  readAll(): Promise<number>;
  close(): void;
}

/** Every slot type of the diary is active, nothing has been read. */
export function openReadingBench({ diary, slotTypes }: LargeDiary): ReadingBench {
  const { store, file, close } = openTestStore();
  const switchedAt = later(DIARY_NOW, -60_000);
  store.write((tx) => {
    tx.slotTypes.see(slotTypes, switchedAt);
    for (const { id } of slotTypes) tx.slotTypes.setActive(id, true, switchedAt, 'for the bench');
  });
  const deps = { store, diary, clock, log: silentLog, memory: createReadingMemory() };
  return {
    store,
    file,
    close,
    async readAll() {
      const startMs = performance.now();
      for (const band of paceBands(PACE)) {
        const { name } = band;
        const window = windowOf(band, dayOf(DIARY_NOW));
        const done = await runCycle(deps, { name, band, window, isFull: true, ask: { urgency: name } });
        if (done.failure || done.suspectDays > 0)
          throw new Error(`The reading failed: ${done.failure?.message}`);
      }
      return performance.now() - startMs;
    },
  };
}

/** Collects what earlier runs left behind, so that nobody pays for another's rubbish. Needs --expose-gc. */
export function tidyUp(): void {
  if (!globalThis.gc) throw new Error('Run it with --expose-gc, as npm run bench does.');
  globalThis.gc();
}
