/**
 * A practice small enough to see through: a real store with one session of open slots tomorrow, the diary in memory, a
 * clock that the test moves, and bookings and outbox as the product wires them.
 */
import { createCurrentOffers } from '../../src/main/core/current-offers.ts';
import { createHolds } from '../../src/main/bookings/holds.ts';
import { createIdentify } from '../../src/main/bookings/identify.ts';
import { type BookingRequest, createRequestBooking } from '../../src/main/bookings/request-booking.ts';
import { createRequestCancellation } from '../../src/main/bookings/request-cancellation.ts';
import { createRequestMove } from '../../src/main/bookings/request-move.ts';
import { createSecretLink } from '../../src/main/bookings/secret-link.ts';
import { createOfferOf } from '../../src/main/core/offer-questions.ts';
import type { OutboxFailpoint } from '../../src/main/outbox/outbox-deps.ts';
import { undo } from '../../src/main/outbox/by-hand/undo.ts';
import { recordMove } from '../../src/main/outbox/record-move.ts';
import { createOutbox } from '../../src/main/outbox/send-commands.ts';
import type { Booking, Command, Store } from '../../src/main/store/store.ts';
import type { Failure } from '../../src/shared/domain/failure.ts';
import type { BookingId, SlotId } from '../../src/shared/domain/ids.ts';
import type { Outcome } from '../../src/shared/domain/outcome.ts';
import { MINUTE, later } from '../../src/shared/domain/time.ts';
import { TEST_NOW, openTestStore, silentLog } from './open-test-store.ts';
import { type OutboxDiary, type OutboxDiarySight, outboxDiary } from './outbox-diary.ts';
import { createSeededDice } from './seeded-dice.ts';
import { type SettableClock, settableClock } from './settable-clock.ts';
import { dayChange, identity, sampleSession, sampleSlot, slotId, slotTypeId } from './store-samples.ts';

export const SLOTS = ['A', 'B', 'C', 'D', 'E', 'F'].map(slotId);
export const A = slotId('A');
export const REASON = 'A cough for three weeks';
const LINK_KEY = new Uint8Array(32).fill(3);
const SETTINGS = {
  ...{ minNoticeMinutes: 60, holdMinutes: 10, settleSeconds: 60, requestTimeoutSeconds: 20 },
  ...{ cancelCutOffMinutes: 60, undoSeconds: 10 },
};

/** As the sync loop would have left it, read at `clock.now()`. */
export function readDiary(store: Store, diary: OutboxDiary, clock: SettableClock, generation = 1): void {
  const putSlots = SLOTS.map((id, index) => diary.slot(id) ?? sampleSlot(id, 9 * 60 + index * 10)).map(
    ({ id, sessionId, slotTypeId: type, day, startsAt, durationMin, status }) => ({
      ...{ id, sessionId, slotTypeId: type, day, startsAt, durationMin, status },
    }),
  );
  const at = clock.now();
  store.write((tx) =>
    tx.days.apply(
      dayChange({ generation, countsReadAt: at, slotsReadAt: at, putSessions: [sampleSession()], putSlots }),
      at,
    ),
  );
}

export function smallPractice(sight: OutboxDiarySight = {}) {
  const opened = openTestStore();
  const { store } = opened;
  const clock = settableClock(TEST_NOW);
  const world = outboxDiary(identity(), sight);
  SLOTS.forEach((id, index) => world.put(sampleSlot(id, 9 * 60 + index * 10)));
  store.write((tx) => {
    tx.slotTypes.see([{ id: slotTypeId('1'), name: 'GP telephone' }], later(TEST_NOW, -MINUTE));
    tx.slotTypes.setActive(slotTypeId('1'), true, later(TEST_NOW, -MINUTE), 'for the test');
  });
  readDiary(store, world, clock);
  const dice = createSeededDice(1);
  const offers = createCurrentOffers({
    read: store.read,
    clock,
    settings: {
      reading: { horizonDays: 28, nearEverySeconds: 15, requestsPerSecond: 10 },
      booking: SETTINGS,
    },
    isClockWrong: () => false,
  });
  const offerOf = createOfferOf(offers, clock);
  const link = createSecretLink(LINK_KEY);
  let pausedAt: OutboxFailpoint | undefined;
  let notNow: Failure | undefined;
  let goOn = () => {};
  let writesToFail = 0;
  const failingAtTimes: typeof store = {
    ...store,
    write(work) {
      if (writesToFail === 0) return store.write(work);
      writesToFail -= 1;
      throw new Error('database or disk is full');
    },
  };
  const makeOutbox = () =>
    createOutbox({
      store: failingAtTimes,
      diary: world.diary,
      clock,
      dice,
      log: silentLog,
      settings: SETTINGS,
      whyNotNow: () => notNow,
      failpoint: (name) => {
        if (name !== pausedAt) return undefined;
        pausedAt = undefined;
        return new Promise<void>((resolve) => (goOn = resolve));
      },
    });
  let outbox = makeOutbox();
  const holds = createHolds({ store, clock, dice, settings: SETTINGS, offerOf });
  const requestBooking = createRequestBooking({
    ...{ store, clock, dice, settings: SETTINGS, offerOf, link, linkKey: LINK_KEY },
    wake: () => outbox.wake(),
  });
  const changing = {
    ...{ store, clock, dice, settings: SETTINGS, wake: () => outbox.wake() },
    moveCommand: (
      ...[tx, moved, step, endedBy]: Parameters<
        Parameters<typeof createRequestCancellation>[0]['moveCommand']
      >
    ) => recordMove(tx, moved, step, { dice, endedBy }),
  };
  const requestCancellation = createRequestCancellation(changing);
  const requestMove = createRequestMove({ ...changing, offerOf, link, linkKey: LINK_KEY });
  const ask = (more: Partial<BookingRequest> = {}) => {
    const place = more.holdId === undefined ? { slotId: more.slotId ?? A } : { holdId: more.holdId };
    return requestBooking({ patient: identity(), reason: REASON, ...more, ...place } as BookingRequest);
  };
  const book = (slot: SlotId = A): BookingId => valueOf(ask({ slotId: slot })).bookingId;
  const command = (id: BookingId): Command => {
    const found = store.read.commands.byBooking(id);
    if (!found) throw new Error('no command');
    return found;
  };
  const booking = (id: BookingId): Booking => {
    const found = store.read.bookings.byId(id);
    if (!found) throw new Error('no booking');
    return found;
  };
  return {
    ...{ store, clock, world, holds, link, ask, book, command, booking, requestBooking, dice },
    requestCancellation,
    requestMove,
    cancel: (id: BookingId, by: 'patient' | 'reception' = 'patient') =>
      valueOf(requestCancellation({ bookingId: id, by })),
    move: (id: BookingId, slot: SlotId): BookingId =>
      valueOf(requestMove({ bookingId: id, slotId: slot, by: 'patient' })).bookingId,
    undo: (id: BookingId) => undo(store, { bookingId: id, who: 'patient', at: clock.now(), dice }),
    /** As when two looks agree that staff have taken it out. */
    noticeGone: (id: BookingId) =>
      store.write((tx) => {
        const made = tx.commands.bookOf(id);
        if (made) recordMove(tx, made, { to: 'cancelled-by-practice', at: clock.now() }, { dice });
      }),
    /** What the patient was told of it, oldest first. */
    told: (id: BookingId) =>
      store.read.notices
        .due(later(clock.now(), 1_000_000_000_000), 100)
        .filter(({ bookingId }) => bookingId === id)
        .map(({ kind }) => kind),
    identify: createIdentify({ store, diary: world.diary, clock }),
    outbox: () => outbox,
    /** The next time that the outbox comes there, it stops until `goOn`. */
    pauseAt: (name: OutboxFailpoint) => void (pausedAt = name),
    goOn: () => goOn(),
    /** The disk refuses the outbox's next writes. */
    failWrites: (count: number) => void (writesToFail = count),
    /** From now on nothing may be sent, for this reason; `undefined`: it may again. */
    holdBack: (why: Failure | undefined) => void (notNow = why),
    /** A new outbox on the same store, as after a crash: the old one never writes again where it was paused. */
    restart() {
      outbox = makeOutbox();
      outbox.start();
    },
    audit: (id: BookingId) =>
      store.read.audit
        .recent(100)
        .filter(({ subject }) => subject === id)
        .map(({ to }) => to)
        .toReversed(),
    async close() {
      const stopping = outbox.stop();
      await clock.advance(60_000);
      await stopping;
      opened.close();
    },
  };
}

export type SmallPractice = ReturnType<typeof smallPractice>;

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}`);
  return outcome.value;
}
