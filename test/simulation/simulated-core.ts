/**
 * The real parts of the core on a real database, with only the ports simulated. A crash keeps what is on disk, the
 * write-ahead log included, and nothing else: the life that was is never woken again, and whatever it still tries fails.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';

import { createHolds } from '../../src/main/bookings/holds.ts';
import { createOtherTimes } from '../../src/main/bookings/other-times.ts';
import { createRequestBooking } from '../../src/main/bookings/request-booking.ts';
import { createSecretLink } from '../../src/main/bookings/secret-link.ts';
import { createChanges } from '../../src/main/core/changing-bookings.ts';
import { createCurrentOffers } from '../../src/main/core/current-offers.ts';
import { createOfferOf } from '../../src/main/core/offer-questions.ts';
import { switchSlotTypes } from '../../src/main/core/switch-slot-types.ts';
import { settleReview } from '../../src/main/outbox/by-hand/settle-review.ts';
import { createNoticeDelivery } from '../../src/main/notices/deliver-notices.ts';
import { createOutbox } from '../../src/main/outbox/send-commands.ts';
import type { Dice } from '../../src/main/ports/dice.ts';
import type { Log, LogField } from '../../src/main/ports/log.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import type { CommandMove, Store, StoreWriter } from '../../src/main/store/store.ts';
import { faultOfClock } from '../../src/main/sync/run-cycle.ts';
import { createSyncLoop } from '../../src/main/sync/sync-loop.ts';
import { isClockWrong } from '../../src/shared/domain/freshness.ts';
import type { SettleVerdict } from '../../src/shared/contract/bookings.ts';
import type { BookingId, CommandId, HoldId, SessionId, SlotTypeId } from '../../src/shared/domain/ids.ts';
import { MINUTE, addDays, dayOf, endOfDay } from '../../src/shared/domain/time.ts';
import type { DiaryView } from './diary-views.ts';
import type { Judge } from './judge/judge.ts';
import type { PracticeDiary } from './practice-diary.ts';
import { createSimulatedGateway } from './simulated-gateway.ts';
import { type EhrWitness, createSimulatedEhr } from './simulated-ehr.ts';
import type { Life, VirtualTime } from './virtual-time.ts';
import type { Weather } from './weather.ts';

const PATIENT_KEY = new Uint8Array(32).fill(5);
const LINK_KEY = new Uint8Array(32).fill(6);
export const PACE = { horizonDays: 2, nearEverySeconds: 30, requestsPerSecond: 10 };
export const BOOKING = {
  minNoticeMinutes: 60,
  holdMinutes: 10,
  settleSeconds: 60,
  requestTimeoutSeconds: 20,
  cancelCutOffMinutes: 60,
  undoSeconds: 20,
};

/** Thrown where the disk is full, and where the process ends in the middle of a write. */
class WriteFailed extends Error {
  override name = 'WriteFailed';
}

export interface CoreDeps {
  readonly folder: string;
  readonly time: VirtualTime;
  readonly weather: Weather;
  readonly diary: PracticeDiary;
  readonly view: DiaryView;
  readonly judge: Judge;
  readonly witness: EhrWitness;
  readonly lies: Set<SessionId>;
  readonly dice: Dice;
  readonly trace: (line: string) => void;
}

function openCore(deps: CoreDeps, file: string) {
  const { time, weather, judge, dice, trace } = deps;
  const life: Life = { isOver: false };
  const clock = time.clockOf(life);
  const write = (level: string) => (event: string, fields?: Readonly<Record<string, LogField>>) => {
    const line = `${level} ${event} ${JSON.stringify(fields ?? {})}`;
    judge.logged(line);
    if (level !== 'info') trace(line);
  };
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') };
  const opened = openStore({ path: file, patientKey: PATIENT_KEY, clock, log });
  if (!opened.ok)
    throw new Error(`the store did not open: ${opened.failure.message} ${opened.failure.detail ?? ''}`);
  const raw = opened.value.store;
  const store = watch(raw, life, deps);
  judge.opened(raw);

  const diary = createSimulatedEhr({ ...deps, life });
  const sync = createSyncLoop({
    ...{ store, diary, clock, dice, log, settings: PACE },
    onSlotsPulled: (seen) => outbox.onSlotsPulled(seen),
  });
  const offers = createCurrentOffers({
    read: store.read,
    clock,
    settings: { reading: PACE, booking: BOOKING },
    isClockWrong: () => isClockWrong(sync.clockSkewMs()),
  });
  const offerOf = createOfferOf(offers, clock);
  const link = createSecretLink(LINK_KEY);
  const whyNotNow = () => faultOfClock(sync.clockSkewMs(), diary.product);
  const offeredOfType = (slotTypeId: SlotTypeId, ownHolds: readonly HoldId[] = []) => {
    const from = clock.now();
    const to = endOfDay(addDays(dayOf(from), PACE.horizonDays));
    return offers.offered({ from, to, slotTypeId, ownHolds }).slots;
  };
  const others = createOtherTimes({ store, clock, dice, settings: BOOKING, offerOf, offeredOfType });
  const keepOthers = others.keep;
  const outbox = createOutbox({ store, diary, clock, dice, log, settings: BOOKING, whyNotNow, keepOthers });
  const holds = createHolds({ store, clock, dice, settings: BOOKING, offerOf });
  const wake = (): void => outbox.wake();
  const asking = { store, clock, dice, settings: BOOKING, offerOf, link, linkKey: LINK_KEY, wake };
  const requestBooking = createRequestBooking(asking);
  const changesBy = createChanges(asking);
  const telling = createNoticeDelivery({
    ...{ store, clock, dice, log },
    gateway: createSimulatedGateway({ time, life, weather, judge }),
    linkOf: (id) => `https://booking.invalid/${link.secretOf(id)}`,
  });
  outbox.start();
  holds.start();
  telling.start();
  sync.start();

  return {
    life,
    file,
    read: raw.read,
    clock,
    sync,
    offers,
    holds,
    others,
    requestBooking,
    byPatient: changesBy('patient'),
    byReception: changesBy('reception'),
    /** A person has looked into the diary. */
    settle: (bookingId: BookingId, verdict: SettleVerdict) =>
      settleReview(store, {
        ...{ bookingId, verdict, note: '', who: 'reception', at: clock.now(), dice, keepOthers },
      }),
    wake,
    /** What the shell does when the PC has woken up. */
    resumed(): void {
      void sync.checkNow();
      outbox.reconcile();
    },
    switchType(id: SlotTypeId, isActive: boolean): void {
      const switched = switchSlotTypes(store, {
        ...{ slotTypeIds: [id], isActive, reason: 'the practice said so', who: 'manager', at: clock.now() },
      });
      if (!switched.ok) return;
      judge.switched(id, isActive);
      if (isActive) sync.activated();
    },
    async stop(): Promise<void> {
      const parts = { sync, outbox, holds, telling };
      const ended = Object.entries(parts).map(async ([name, part]) => {
        await part.stop();
        trace(`stopped ${name}`);
      });
      await Promise.all(ended);
      life.isOver = true;
      raw.close();
    },
    /** Ends the handle of a life that is over. */
    drop: () => raw.close(),
  };
}

/** The judge hears of each row once it is committed; the disk fails where the weather says so. */
function watch(raw: Store, life: Life, { weather, judge, trace }: CoreDeps): Store {
  let moves: [CommandId, CommandMove][] = [];
  let after: (() => void)[] = [];
  let spy: StoreWriter | undefined;
  const spied = (tx: StoreWriter): StoreWriter =>
    (spy ??= {
      ...tx,
      bookings: {
        ...tx.bookings,
        add(booking) {
          tx.bookings.add(booking);
          after.push(() => judge.bookingAdded(booking));
        },
        setSlot(id, slot) {
          tx.bookings.setSlot(id, slot);
          after.push(() => judge.shifted(id, slot.id));
        },
      },
      commands: {
        ...tx.commands,
        add(command) {
          tx.commands.add(command);
          after.push(() => judge.commandAdded(command));
        },
        move(id, move) {
          tx.commands.move(id, move);
          moves.push([id, move]);
        },
      },
      holds: {
        ...tx.holds,
        add(hold) {
          tx.holds.add(hold);
          const { id, slotId, createdAt, expiresAt } = hold;
          if (hold.forBooking !== undefined)
            after.push(() => judge.held(id, slotId, (expiresAt - createdAt) / MINUTE));
        },
        end(id, at) {
          const isKeptFor = tx.holds.byId(id)?.forBooking !== undefined;
          tx.holds.end(id, at);
          if (isKeptFor) after.push(() => judge.holdEnded(id));
        },
      },
      notices: {
        ...tx.notices,
        add(notice) {
          tx.notices.add(notice);
          after.push(() => judge.noticeAdded(notice));
        },
      },
      days: {
        ...tx.days,
        apply(change, at) {
          tx.days.apply(change, at);
          after.push(() => judge.dayApplied(change));
        },
      },
    });
  return {
    ...raw,
    write(work) {
      if (life.isOver) throw new WriteFailed('the process is over');
      const fate = weather.ofDisk();
      if (fate === 'full') throw new WriteFailed('the disk is full');
      moves = [];
      after = [];
      const end = (): never => {
        life.isOver = true;
        trace(fate);
        throw new WriteFailed('the process ended');
      };
      const value = raw.write((tx) => {
        const result = work(spied(tx));
        return fate === 'crash-before' ? end() : result;
      });
      for (const tell of after) tell();
      for (const [id, move] of moves) judge.moved(raw.read, id, move);
      return fate === 'crash-after' ? end() : value;
    },
  };
}

/** The app of one practice through all its lives. */
export function createPc(deps: CoreDeps) {
  let number = 0;
  const fileOf = (life: number): string => path.join(deps.folder, `life-${life}.db`);
  let core = openCore(deps, fileOf(0));

  /** As a power cut leaves it: copied while the old life still has it open, so that nothing is tidied up first. */
  function copyOfDisk(): string {
    number += 1;
    const to = fileOf(number);
    for (const ending of ['', '-wal'])
      if (existsSync(core.file + ending)) copyFileSync(core.file + ending, to + ending);
    return to;
  }

  return {
    core: () => core,
    crash(): void {
      core.life.isOver = true;
      const before = core;
      const file = copyOfDisk();
      before.drop();
      for (const ending of ['', '-wal', '-shm']) rmSync(before.file + ending, { force: true });
      core = openCore(deps, file);
    },
    reopen(): void {
      core = openCore(deps, core.file);
    },
  };
}

export type Pc = ReturnType<typeof createPc>;
