/**
 * One practice for some days, from one seed: a busy spell of some minutes a day, in the morning or after lunch, with everything
 * that goes wrong in it, and the PC asleep, restarted or killed in between. Now and then the faults stop, and then all sides must
 * tell the same.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { EhrProduct } from '../../src/main/ports/ehr-diary.ts';
import { MINUTE, SECOND, addDays, asInstant, dayOf, instantOf } from '../../src/shared/domain/time.ts';
import { createSeededDice } from '../support/seeded-dice.ts';
import { createDiaryView } from './diary-views.ts';
import { type Breach, type JudgeCounts, createJudge } from './judge/judge.ts';
import { createPatients } from './patients.ts';
import { TYPES, createPracticeDiary, isLive } from './practice-diary.ts';
import { PACE, createPc } from './simulated-core.ts';
import { createStaff } from './staff.ts';
import { createVirtualTime } from './virtual-time.ts';
import { createWeather } from './weather.ts';

export interface PracticeAsked {
  readonly seed: number;
  readonly days: number;
  readonly product: EhrProduct;
  readonly weather?: Sky;
  /** Every line of the trace, for looking into one run. */
  readonly onTrace?: (line: string) => void;
}

/**
 * `storm`: some five faults for each command, to find what is wrong. `rough`: many more commands and some thirty faults a
 * day, to see how often a person has to help. `calm`: none, staff included.
 */
export type Sky = 'storm' | 'rough' | 'calm';
const SKIES: Readonly<
  Record<Sky, { readonly share: number; readonly requests: number; readonly rooms: number }>
> = {
  storm: { share: 1, requests: 14, rooms: 1 },
  rough: { share: 0.06, requests: 250, rooms: 6 },
  calm: { share: 1, requests: 14, rooms: 1 },
};

export interface PracticeDone {
  readonly counts: JudgeCounts;
  readonly requests: number;
  readonly lives: number;
  readonly days: number;
  readonly steps: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly hash: string;
  readonly breach?: Breach & { readonly step: number };
}

const STAFF_A_BURST = 3;
const BURST_MS = 5 * MINUTE;
const QUIET_EVERY_DAYS = 5;
/** I5: a quarter of an hour after the faults have stopped. */
const QUIET_MS = 15 * MINUTE;
const FAST_DISK = '/dev/shm';

export async function simulatePractice(asked: PracticeAsked): Promise<PracticeDone> {
  const { seed, product } = asked;
  const dice = (stream: number) => createSeededDice(seed * 16 + stream);
  const plot = dice(0);
  const below = (count: number): number => Math.floor(plot.fraction() * count);
  // Any day of two years, both changes of the clocks among them.
  const firstDay = addDays(dayOf(asInstant(Date.UTC(2026, 2, 2, 12))), below(700));
  const morning = instantOf(firstDay, 7 * 60 + 55);
  if (typeof morning === 'string') throw new Error('no such morning');

  const hash = createHash('sha256');
  let steps = 0;
  const time = createVirtualTime(morning);
  const trace = (line: string): void => {
    const stamped = `${steps} ${time.worldMs()} ${line}`;
    hash.update(stamped);
    asked.onTrace?.(stamped);
  };
  const sky = asked.weather ?? 'storm';
  const { share, requests, rooms } = SKIES[sky];
  const isFaultless = sky === 'calm';
  const weather = createWeather(dice(1), share);
  const judge = createJudge({
    nowMs: time.worldMs,
    pcNowMs: () => time.worldMs() + time.pcAheadMs(),
    product,
    diary: () => diary,
    pace: PACE,
    trace,
  });
  const diary = createPracticeDiary({
    rooms,
    nowMs: time.worldMs,
    made: (appointment) => {
      trace(`made ${appointment.id} ${appointment.token ?? 'by staff'} ${appointment.slotId}`);
      judge.made(appointment);
    },
    ended: ({ id, endedBy }) => trace(`ended ${id} by ${endedBy}`),
  });
  const place = existsSync(FAST_DISK) ? FAST_DISK : tmpdir();
  const folder = mkdtempSync(path.join(place, 'slotkeeper-simulation-'));
  const today = () => dayOf(asInstant(time.worldMs()));
  const openDays = (): void => {
    for (const ahead of [0, 1, 2]) diary.openDay(addDays(today(), ahead));
  };
  openDays();
  const pc = createPc({
    ...{ folder, time, weather, diary, judge, trace, dice: dice(2), lies: new Set() },
    view: createDiaryView(product, diary),
    witness: {
      bookingLeaves: judge.bookingLeaves,
      cancellationLeaves: judge.cancellationLeaves,
      shownOpen: (slots, atMs) =>
        judge.shownOpen(
          slots.map(({ id }) => id),
          atMs,
        ),
      trace,
    },
  });
  const isInDiary = (token: string): boolean => diary.withToken(token).some(isLive);
  const patients = createPatients({ pc, time, judge, trace, isInDiary, dice: dice(3) });
  const keepsMark = product !== 'GP Connect';
  const staff = createStaff({ diary, keepsMark, weather, trace, nowMs: time.worldMs, dice: dice(4) });
  const knowsTypes = (): void => {
    for (const type of pc.core().read.slotTypes.all()) judge.switched(type.id, type.isActive);
  };
  let lives = 1;
  let isClosing = false;

  function live(again: () => void): void {
    again();
    lives += 1;
    knowsTypes();
  }

  const run = (ms: number): Promise<void> =>
    time.runFor(ms, () => {
      steps += 1;
      if (pc.core().life.isOver && !isClosing) live(pc.crash);
      return judge.breach() === undefined;
    });
  const inBurst = (act: () => void): void =>
    time.inWorld(below(BURST_MS), () => {
      // Their page is served by this PC, and reception sits before it.
      if (act !== staff.act && time.isPcAsleep()) return;
      try {
        act();
      } catch {
        // The disk failed under a person's hands: they will try again or not.
        if (!pc.core().life.isOver) knowsTypes();
      }
    });

  function plotFaults(): void {
    for (let i = 0; i < STAFF_A_BURST; i += 1) inBurst(staff.act);
    if (below(3) === 0) inBurst(() => crash());
    if (below(3) === 0) inBurst(() => stepClock(below(2) === 0 ? -below(150) * SECOND : below(150) * SECOND));
    if (below(12) === 0) inBurst(() => stepClock((below(2) === 0 ? -10 : 10) * MINUTE));
    if (below(3) === 0) inBurst(() => away((60 + below(240)) * SECOND));
    if (below(4) === 0) inBurst(() => nap((10 + below(300)) * SECOND));
    if (below(2) === 0) {
      const type = TYPES[below(2)];
      if (type) {
        inBurst(() => toggle(type.id, false));
        inBurst(() => toggle(type.id, true));
      }
    }
    for (let i = 0; i < 3; i += 1)
      inBurst(() => void pc.core().sync.checkNow({ from: today(), to: addDays(today(), 2) }));
  }
  function noted(what: string): void {
    weather.note(what);
    trace(what);
  }
  function crash(): void {
    noted('crash');
    live(pc.crash);
  }
  function stepClock(ms: number): void {
    noted('clock step');
    setClock(time.pcAheadMs() + ms);
  }
  function setClock(aheadMs: number): void {
    const ms = aheadMs - time.pcAheadMs();
    judge.clockSet(ms);
    time.setPcAhead(aheadMs);
  }
  function away(ms: number): void {
    noted('EHR out of reach');
    weather.outUntilMs = time.worldMs() + ms;
  }
  function nap(ms: number): void {
    noted('PC sleeps');
    time.pcSleeps(ms, below(2) === 0);
    wakes();
  }
  /** The shell hears of it, mostly. */
  function wakes(): void {
    if (below(5) > 0) time.onPc(1, pc.core().life, () => pc.core().resumed());
  }
  function toggle(id: (typeof TYPES)[number]['id'], isActive: boolean): void {
    noted('toggle');
    pc.core().switchType(id, isActive);
  }

  async function burst(): Promise<void> {
    weather.isCalm = isFaultless;
    for (let i = 0; i < requests; i += 1) inBurst(patients.act);
    for (let i = 0; i < 8; i += 1) inBurst(patients.look);
    inBurst(patients.settleReviews);
    if (!isFaultless) plotFaults();
    await run(BURST_MS);
  }
  /** Until the next burst the PC sleeps, or is switched off, or goes down in the night. */
  async function until(ms: number): Promise<void> {
    const away = ms - time.worldMs();
    weather.isCalm = true;
    const way = isFaultless ? 0 : below(4);
    if (way === 3) {
      isClosing = true;
      let isDown = false;
      const { life, stop } = pc.core();
      void stop().then(() => (isDown = true));
      // The PC may be asleep just now.
      await run(10 * MINUTE);
      // One that its own disk killed meanwhile has come to its end as well, and begins as after any crash.
      judge.must(isDown || life.isOver, 'I5', () => 'the app does not come to its end');
      if (judge.breach()) return;
      await run(away - 10 * MINUTE);
      isClosing = false;
      if (!judge.breach()) live(isDown ? pc.reopen : pc.crash);
      return;
    }
    if (way === 2) crash();
    time.pcSleeps(away, way > 0);
    wakes();
    await run(away);
  }
  async function quiet(): Promise<void> {
    weather.isCalm = true;
    weather.outUntilMs = 0;
    setClock(0);
    pc.core().resumed(); // a reconciliation falls into every hour: let it be this one
    await run(QUIET_MS);
    if (!judge.breach()) judge.atRest(pc.core().read);
  }
  const at = (minutes: number): number => {
    const instant = instantOf(today(), minutes);
    if (typeof instant === 'string') throw new Error('no such time');
    return instant;
  };

  let days = 0;
  try {
    weather.isCalm = true;
    await run(5 * SECOND);
    for (const type of TYPES.slice(0, 2)) pc.core().switchType(type.id, true);
    await run(20 * SECOND);
    while (days < asked.days && !judge.breach()) {
      if (days % 2 === 1) await until(at(13 * 60 + 25));
      await burst();
      days += 1;
      if (days % QUIET_EVERY_DAYS === 0 || days === asked.days) await quiet();
      if (judge.breach() || days === asked.days) break;
      setClock(0);
      await until(at(24 * 60 - 1));
      await run(2 * MINUTE);
      openDays();
      diary.forgetBefore(addDays(today(), -1));
      judge.forgetBefore(addDays(today(), -1));
      await until(at(7 * 60 + 55));
      await run(25 * SECOND);
    }
    const breach = judge.breach();
    return {
      counts: judge.counts,
      requests: patients.requests(),
      lives,
      days,
      steps,
      faults: weather.faults,
      hash: hash.digest('hex'),
      ...(breach && { breach: { ...breach, step: steps } }),
    };
  } finally {
    pc.core().life.isOver = true;
    pc.core().drop();
    rmSync(folder, { recursive: true, force: true });
  }
}
