/**
 * When the diary is read. Two lanes: near days and what a person asks for in one, the list of slot types and all other
 * days in the other; beside them a watch that ages the health light. What is read and applied is run-cycle's matter.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { isTroubleAtOnce } from '#shared/domain/health.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type PaceBand, type PaceSettings, paceBands, windowOf } from '#shared/domain/reading-pace.ts';
import { MINUTE, SECOND, dayOf, later } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { DayWindow, EhrDiary } from '../ports/ehr-diary.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../store/store.ts';
import type { OnSlotsPulled } from './read-day.ts';
import { backOffMs, paceMs } from './back-off.ts';
import type { AtSyncFailpoint } from './failpoints.ts';
import { SECOND_READING_MS } from './guard-vanishing.ts';
import { type LaneTask, createLane } from './lane.ts';
import { pullSlotTypes } from './pull-slot-types.ts';
import { createReadHealth, lateAfterMs } from './read-health.ts';
import { createReadingMemory } from './reading-memory.ts';
import { type CycleDone, runCycle } from './run-cycle.ts';
import { lookAt, newsBetween, setBackMs } from './watch-time.ts';

export interface SyncDeps {
  readonly store: Store;
  readonly diary: EhrDiary;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  readonly settings: PaceSettings;
  /** After each list of slot types, before the diary is read with it: the place to switch on what the configuration names. */
  readonly onSlotTypesSeen?: (appeared: readonly SlotType[]) => void;
  readonly failpoint?: AtSyncFailpoint;
  readonly onSlotsPulled?: OnSlotsPulled;
}

export interface SyncLoop {
  start(): void;
  /** Ends what is being read and waits until nothing of it runs any more. */
  stop(): Promise<void>;
  /**
   * Reads the near days again, every slot of them, and the others as they come due; or the named days only (past ones
   * left out). Answers when the near (or named) days have been read, with the failure if they could not be.
   */
  checkNow(window?: DayWindow): Promise<Outcome<void>>;
  /** A slot type was switched on: its sessions are read at once, near days first. */
  activated(): void;
  /** The EHR's clock minus this PC's in milliseconds, as of the last reading; `undefined` until it has told. */
  clockSkewMs(): number | undefined;
}

const SLOT_TYPES_EVERY_MS = 5 * MINUTE;
const WATCH_EVERY_MS = 2 * SECOND;

interface Wish {
  readonly window: DayWindow | undefined;
  readonly answer: (outcome: Outcome<void>) => void;
}

const stopped = (): Failure => failure('stopped', 'Slotkeeper is shutting down.');
const outcomeOf = (trouble: Failure | undefined): Outcome<void> =>
  trouble ? failed(trouble) : ok(undefined);

export function createSyncLoop(deps: SyncDeps): SyncLoop {
  const { store, clock, dice, log } = deps;
  const bands = paceBands(deps.settings);
  const memory = createReadingMemory();
  const health = createReadHealth({ store, clock });
  const stopping = new AbortController();
  const { signal } = stopping;
  let wishes: Wish[] = [];
  let skewMs: number | undefined;
  let running: Promise<void> | undefined;

  const read = async (
    band: PaceBand,
    name: CycleDone['name'],
    window: DayWindow,
    isFull: boolean,
  ): Promise<CycleDone> => {
    const urgency = name === 'asked' ? 'near' : band.name;
    try {
      const asked = { name, band, window, isFull, ask: { urgency, signal } };
      const done = await runCycle({ ...deps, memory }, asked);
      skewMs = done.skewMs ?? skewMs;
      return done;
    } catch (error) {
      // A store that cannot write, or a bug: the loop must outlive both, and say so.
      log.error('sync.reading-broke', { band: name, error: error instanceof Error ? error.name : 'unknown' });
      const trouble = failure('store-trouble', 'The reading could not be kept on this PC.');
      return { name, startedAt: clock.now(), suspectDays: 0, failure: trouble };
    }
  };

  /** A store that cannot write just now must not end the loop that would find it mended. */
  const survive = (what: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      log.error('sync.store-broke', { what, error: error instanceof Error ? error.name : 'unknown' });
    }
  };

  const readSlotTypes = async (urgency: 'near' | 'soon'): Promise<Failure | undefined> => {
    let trouble: Failure | undefined;
    try {
      trouble = await pullSlotTypes(deps, { urgency, signal });
    } catch (error) {
      log.error('sync.slot-types-broke', { error: error instanceof Error ? error.name : 'unknown' });
      trouble = failure('store-trouble', 'The list of slot types could not be kept on this PC.');
    }
    if (trouble?.kind !== 'stopped') health.other('slot-types', trouble);
    return trouble;
  };

  /** Milliseconds until the band is due again, counted from its start. */
  function againMs(band: PaceBand, done: CycleDone, failuresInARow: number, tookMs: number): number {
    if (done.failure) return tookMs + backOffMs(failuresInARow, done.failure, band.name, dice.fraction());
    const pace = paceMs(band, dice.fraction(), tookMs);
    // A little later than the least, so that the second reading is not the one that comes a moment too soon.
    return done.suspectDays > 0 ? Math.min(pace, SECOND_READING_MS + SECOND) : pace;
  }

  function taskFor(band: PaceBand): LaneTask {
    let failuresInARow = 0;
    const isNear = band.name === 'near';
    return {
      name: band.name,
      run: async () => {
        const startMs = clock.monotonicMs();
        const mine = isNear ? wishes.filter((wish) => !wish.window) : [];
        wishes = wishes.filter((wish) => !mine.includes(wish));
        const window = windowOf(band, dayOf(clock.now()));
        const done = await read(band, band.name, window, mine.length > 0);
        const wasFailing = failuresInARow > 0;
        failuresInARow = done.failure ? failuresInARow + 1 : 0;
        const waitMs = againMs(band, done, failuresInARow, clock.monotonicMs() - startMs);
        if (done.failure?.kind !== 'stopped') {
          const nextTryAt = later(clock.now(), startMs + waitMs - clock.monotonicMs());
          survive('health', () => {
            if (!done.failure) health.suspected(band.name, done.suspectDays);
            if (!isNear) health.other(band.name, done.failure);
            else if (done.failure) health.failed(done.failure, nextTryAt);
            else health.succeeded(done.startedAt);
          });
        }
        // Another part has found the EHR gone: the light speaks for the near days, so they are looked at now.
        if (!isNear && done.failure && isTroubleAtOnce(done.failure) && health.isInStep())
          foreground.hurry('near');
        // The EHR is back: the other days need not sit out their own back-off.
        if (isNear && wasFailing && !done.failure) background.hurry();
        for (const wish of mine) wish.answer(outcomeOf(done.failure));
        return waitMs;
      },
    };
  }

  /** Readings of named days that somebody waits for. */
  const wishTask: LaneTask = {
    name: 'asked',
    run: async () => {
      const mine = wishes.filter((wish) => wish.window);
      wishes = wishes.filter((wish) => !wish.window);
      for (const wish of mine) {
        const today = dayOf(clock.now());
        const from = wish.window && wish.window.from > today ? wish.window.from : today;
        const to = wish.window?.to ?? today;
        const band = bands[0];
        const done = band && from <= to ? await read(band, 'asked', { from, to }, true) : undefined;
        wish.answer(outcomeOf(done?.failure));
      }
      return 10 * MINUTE; // only ever hurried
    },
  };

  let typesFailures = 0;
  const typesTask: LaneTask = {
    name: 'slot-types',
    run: async () => {
      const trouble = await readSlotTypes('soon');
      typesFailures = trouble ? typesFailures + 1 : 0;
      return trouble ? backOffMs(typesFailures, trouble, 'far', dice.fraction()) : SLOT_TYPES_EVERY_MS;
    },
  };

  const foreground = createLane({
    clock,
    tasks: [...bands.filter((band) => band.name === 'near').map(taskFor), wishTask],
  });
  const background = createLane({
    clock,
    tasks: [typesTask, ...bands.filter((band) => band.name !== 'near').map(taskFor)],
  });
  const hurryAll = (): void => {
    foreground.hurry();
    background.hurry();
  };
  const forgetPast = (): void => {
    const today = dayOf(clock.now());
    memory.forgetBefore(today);
    survive('forget', () => {
      store.write((tx) => tx.days.forgetBefore(today));
      void deps.failpoint?.('past-forgotten');
    });
  };

  const clockSetBack = (ms: number): void => {
    memory.forgetAll();
    // By it all looks younger than it is: nothing is offered until the diary has been read again.
    survive('doubt', () => store.write((tx) => tx.days.doubt(clock.now())));
    // As the EHR will say again with the next reading; a clock that is wrong now may send nothing until then.
    if (skewMs !== undefined) skewMs += ms;
  };

  async function watch(): Promise<void> {
    const near = bands[0];
    let last = lookAt(clock.now(), clock.monotonicMs());
    while (near && !signal.aborted) {
      await clock.sleep(WATCH_EVERY_MS, signal);
      if (signal.aborted) return;
      const look = lookAt(clock.now(), clock.monotonicMs());
      const news = newsBetween(last, look, WATCH_EVERY_MS);
      survive('health', () => health.timePassed(lateAfterMs(near)));
      for (const what of news) log.info('sync.time', { what });
      if (news.includes('clock-set-back')) clockSetBack(setBackMs(last, look));
      if (news.includes('new-day')) forgetPast();
      if (news.length > 0) hurryAll();
      last = look;
    }
  }

  async function run(): Promise<void> {
    survive('health', () => health.started());
    forgetPast();
    // Without the list of slot types the first reading would not know which slots to read.
    await readSlotTypes('near');
    if (signal.aborted) return;
    foreground.start();
    background.start();
    await watch();
  }

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([running, foreground.stop(), background.stop()]);
      for (const wish of wishes) wish.answer(failed(stopped()));
      wishes = [];
    },
    checkNow: (window) =>
      signal.aborted
        ? Promise.resolve(failed(stopped()))
        : new Promise((answer) => {
            wishes = [...wishes, { window, answer }];
            foreground.hurry(window ? 'asked' : 'near');
            if (!window) background.hurry();
          }),
    activated: hurryAll,
    clockSkewMs: () => skewMs,
  };
}
