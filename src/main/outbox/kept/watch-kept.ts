/**
 * Keeps an eye on bookings that are in the diary: whatever a reading shows amiss is looked at by itself, and once an hour,
 * at the start and after a sleep every booking to come is. One look at a time and far behind everything else, so that no
 * patient who is booking waits for it. What a look means is `settleKept`'s to say.
 */
import type { BookingId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { HOUR, MINUTE, SECOND, later } from '#shared/domain/time.ts';
import type { Urgency } from '../../ports/ehr-diary.ts';
import type { Booking, StoreReader } from '../../store/store.ts';
import { answerInTime } from '../answer-in-time.ts';
import { findElsewhere } from '../find-elsewhere.ts';
import type { OutboxDeps } from '../outbox-deps.ts';
import { sessionOf } from '../session-of.ts';
import {
  findingOf,
  isAskedAlready,
  isKnownSecond,
  isOver,
  knownSecondOf,
  noteAskedAbout,
} from './asked-about.ts';
import {
  type AsShown,
  type KeptBooking,
  type KeptSeen,
  type SlotsSeen,
  findKept,
  keptOf,
  seenAs,
} from './find-kept.ts';
import { recordAttendance, recordKept } from './record-kept.ts';
import { AGREE_MS, settleKept } from './settle-kept.ts';

const RECONCILE_EVERY_MS = HOUR;
/** From one booking of a reconciliation to the next. */
const SPACING_MS = SECOND;
const AFTER_TROUBLE_MS = MINUTE;
const EVER_MS = 3 * 366 * 24 * HOUR;

export interface KeptWatch {
  start(): void;
  stop(): Promise<void>;
  /** A reading's slots with who holds them, once it is applied. Never throws. */
  onSlotsPulled(seen: SlotsSeen): void;
  /** A change of it has just come to its end: what stands may be elsewhere than we know. */
  lookAgain(id: BookingId): void;
  /** Every booking to come is looked at anew: the PC has slept, or somebody asks. */
  reconcile(): void;
}

interface Tally {
  looked: number;
  amiss: number;
  unreadable: number;
}

export function createKeptWatch(deps: OutboxDeps): KeptWatch {
  const { store, clock, dice, log, diary } = deps;
  const outSince = new Map<BookingId, number>();
  const elsewhere = new Map<BookingId, PulledSlot>();
  const due = new Map<BookingId, { readonly atMs: number; readonly isFar: boolean }>();
  /** Who has told the attendance that we show: only they can take it off again. */
  const attendedBy = new Map<BookingId, 'reading' | 'look'>();
  /** Whatever else comes to be known of a booking ends this: then a reading is news again, though it says the same. */
  const inOrder = new Map<BookingId, AsShown>();
  let tally: Tally = { looked: 0, amiss: 0, unreadable: 0 };
  let nextReconcileMs = clock.monotonicMs();
  let wakeUp = () => {};
  let running: { readonly stop: () => Promise<void> } | undefined;

  const forget = (id: BookingId): void => {
    outSince.delete(id);
    elsewhere.delete(id);
    due.delete(id);
  };

  function lookSoon(id: BookingId, waitMs: number): void {
    inOrder.delete(id);
    const atMs = clock.monotonicMs() + waitMs;
    const known = due.get(id);
    if (!known || known.atMs > atMs || known.isFar) due.set(id, { atMs, isFar: false });
    wakeUp();
  }

  function noteAttendance(booking: Booking, pulled: PulledSlot | undefined, from: 'reading' | 'look'): void {
    const mark = pulled?.attendance;
    if (mark === booking.attendance) {
      if (mark !== undefined) attendedBy.set(booking.id, from);
      return;
    }
    // Not every way of asking tells it: a mark is off when whoever told it tells it no more.
    if (mark === undefined && attendedBy.get(booking.id) !== from) return;
    attendedBy.set(booking.id, from);
    recordAttendance(store, booking, mark, clock.now());
  }

  const forgetAskedAbout = (id: BookingId): void => store.write((tx) => noteAskedAbout(tx, id, undefined));

  const isThere = ({ where }: Pick<KeptSeen, 'where'>): boolean =>
    where === 'there' || where === 'there-at-another-time';

  /** Of equal slots side by side an EHR may show one appointment now in this place and now in that: it is no second one. */
  const isSame = (one: PulledSlot | undefined, other: PulledSlot | undefined): boolean =>
    one?.appointmentId !== undefined && one.appointmentId === other?.appointmentId;

  function takeReading(seen: SlotsSeen): void {
    const found = findKept(store.read, seen, inOrder);
    for (const kept of found.inPlace) {
      const { booking, pulled, where } = kept;
      if (isThere(kept)) noteAttendance(booking, pulled, 'reading');
      if (isOver(booking, kept, false)) forgetAskedAbout(booking.id);
      if (isAskedAlready(booking, kept)) forget(booking.id); // the hourly look sees when it changes
      else if (where === 'there' || where === 'same-patient') {
        if (!elsewhere.has(booking.id)) forget(booking.id);
        inOrder.set(booking.id, kept.asShown);
      } else if (where !== 'taken-unseen' && where !== 'withheld' && !outSince.has(booking.id)) {
        if (where === 'out' || where === 'moved-away') outSince.set(booking.id, clock.monotonicMs());
        lookSoon(booking.id, AGREE_MS);
      }
    }
    for (const { id, slot } of found.elsewhere) {
      if (isKnownSecond(store.read.bookings.byId(id), slot.id)) continue;
      elsewhere.set(id, slot);
      lookSoon(id, 0);
    }
  }

  const pull = (
    kept: KeptBooking,
    place: Pick<PulledSlot, 'id' | 'sessionId' | 'day' | 'startsAt'>,
    urgency: Urgency,
    readSignal: AbortSignal,
  ): Promise<Outcome<PulledSlot | undefined>> => {
    const { patientId, token, booking } = kept;
    const session = sessionOf({ ...booking.slot, ...place }, store.read);
    const sought = { session, slotId: place.id, booking: { patientId, token } };
    return answerInTime((ask) => diary.pullSlot(sought, { ...ask, urgency }), { ...deps, readSignal });
  };

  /** Whether the diary could be read. */
  async function look(id: BookingId, isFar: boolean, signal: AbortSignal): Promise<boolean> {
    const booking = store.read.bookings.byId(id);
    const kept = booking && keptOf(store.read, booking);
    const startedMs = clock.monotonicMs();
    const hasStarted = !booking || clock.now() >= booking.slot.startsAt;
    if (!kept || hasStarted) {
      forget(id);
      // A change that is taken back ends without a turn: whoever was to be looked at then still is.
      if (booking?.state === 'cancelling' && !hasStarted) lookSoon(id, AFTER_TROUBLE_MS);
      return true;
    }
    const urgency = isFar ? 'far' : 'soon';
    const pulled = await pull(kept, kept.booking.slot, urgency, signal);
    if (signal.aborted || !pulled.ok) return signal.aborted;
    const seen = seenAs(kept, pulled.value);
    const stray = elsewhere.get(id) ?? knownSecondOf(store.read, booking);
    const there = stray && (await pull(kept, stray, urgency, signal));
    if (signal.aborted || (there && !there.ok)) return signal.aborted;
    const before = outSince.get(id);
    const isStray = there?.ok && isThere(seenAs(kept, there.value)) && !isSame(there.value, pulled.value);
    let standsElsewhere = isStray ? there.value : undefined;
    const isOut = seen.where === 'out' || seen.where === 'moved-away';
    const isDayInDoubt = store.read.days.byDay(kept.booking.slot.day)?.state === 'suspect';
    if (
      isOut &&
      !isDayInDoubt &&
      !standsElsewhere &&
      before !== undefined &&
      startedMs - before >= AGREE_MS
    ) {
      const found = await findElsewhere(kept, urgency, { ...deps, readSignal: signal });
      if (signal.aborted || !found.ok) return signal.aborted;
      standsElsewhere = found.value;
    }
    const settlement = settleKept({
      where: seen.where,
      hasStarted,
      ...(before === undefined ? {} : { outSinceMs: startedMs - before }),
      elsewhere: standsElsewhere !== undefined,
      isDayInDoubt,
    });
    inOrder.delete(id);
    if (isThere(seen)) noteAttendance(kept.booking, pulled.value, 'look');
    if (settlement.kind === 'look-again') {
      if (before === undefined) outSince.set(id, clock.monotonicMs());
      lookSoon(id, settlement.waitMs);
      return true;
    }
    forget(id);
    const isOther = settlement.kind === 'shifted' && settlement.to === 'other-slot';
    const standsIn = isOther ? standsElsewhere : pulled.value;
    const found = { ...seen, elsewhere: standsElsewhere };
    if (isOver(booking, found, stray !== undefined)) forgetAskedAbout(id);
    const news = { booking, settlement, standsIn, finding: findingOf(found) };
    if (recordKept(store, news, { at: clock.now(), dice })) {
      tally.amiss += 1;
      log.warn('outbox.kept', { booking: id, where: seen.where, to: settlement.kind });
    }
    return true;
  }

  function beginReconcile(read: StoreReader): void {
    const now = clock.now();
    const startMs = clock.monotonicMs();
    nextReconcileMs = startMs + RECONCILE_EVERY_MS;
    tally = { looked: 0, amiss: 0, unreadable: 0 };
    inOrder.clear();
    const kept = read.bookings.kept(now, later(now, EVER_MS));
    kept.forEach(({ id }, index) => {
      if (!due.has(id)) due.set(id, { atMs: startMs + index * SPACING_MS, isFar: true });
    });
    log.info('outbox.reconcile-begun', { bookings: kept.length });
  }

  async function takeOne(signal: AbortSignal): Promise<void> {
    const nowMs = clock.monotonicMs();
    if (nowMs >= nextReconcileMs) beginReconcile(store.read);
    const ready = [...due].filter(([, { atMs }]) => atMs <= nowMs);
    const [id, turn] = ready.toSorted(([, one], [, other]) => one.atMs - other.atMs)[0] ?? [];
    if (id === undefined || !turn) return;
    due.delete(id);
    const couldRead = await look(id, turn.isFar, signal);
    tally.looked += 1;
    if (!couldRead) {
      tally.unreadable += 1;
      // Kept due, and everybody else with it: one who cannot be read speaks for the rest.
      const atMs = clock.monotonicMs() + AFTER_TROUBLE_MS;
      for (const [other, { isFar }] of due) due.set(other, { atMs, isFar });
      due.set(id, { atMs, isFar: turn.isFar });
    }
    if (turn.isFar && ![...due.values()].some(({ isFar }) => isFar)) {
      log.info('outbox.reconciled', { ...tally });
    }
  }

  function nextMs(): number {
    return [...due.values()].reduce((first, { atMs }) => Math.min(first, atMs), nextReconcileMs);
  }

  async function loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (wakeUp = resolve));
      try {
        await takeOne(signal);
      } catch (problem) {
        log.error('outbox.kept-failed', { problem: problem instanceof Error ? problem.name : 'unknown' });
        await clock.sleep(SPACING_MS, signal);
      }
      const nap = new AbortController();
      const stop = () => nap.abort();
      signal.addEventListener('abort', stop, { once: true });
      const napMs = nextMs() - clock.monotonicMs();
      if (!signal.aborted && napMs > 0) await Promise.race([woken, clock.sleep(napMs, nap.signal)]);
      signal.removeEventListener('abort', stop);
      nap.abort();
    }
  }

  return {
    start() {
      if (running) return;
      const ending = new AbortController();
      nextReconcileMs = clock.monotonicMs();
      const looping = loop(ending.signal);
      running = {
        stop: async () => {
          ending.abort();
          wakeUp();
          await looping;
        },
      };
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
    onSlotsPulled(seen) {
      try {
        takeReading(seen);
      } catch (problem) {
        log.error('outbox.kept-failed', { problem: problem instanceof Error ? problem.name : 'unknown' });
      }
    },
    lookAgain: (id) => lookSoon(id, 0),
    reconcile() {
      nextReconcileMs = clock.monotonicMs();
      wakeUp();
    },
  };
}
