/**
 * Store, reading, bookings and outbox as the product joins them, with every failpoint in reach. Time runs forty times faster, so
 * that a doubt settles while a proof waits. Runs in a child that is to die, and in the proof itself when it is started again.
 */
import { asInstant } from '#shared/domain/time.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';

import { createRequestBooking } from '../../../src/main/bookings/request-booking.ts';
import { createRequestCancellation } from '../../../src/main/bookings/request-cancellation.ts';
import { createRequestMove } from '../../../src/main/bookings/request-move.ts';
import { createSecretLink } from '../../../src/main/bookings/secret-link.ts';
import { createCurrentOffers } from '../../../src/main/core/current-offers.ts';
import { createOfferOf } from '../../../src/main/core/offer-questions.ts';
import { createNoticeDelivery } from '../../../src/main/notices/deliver-notices.ts';
import { createOutbox } from '../../../src/main/outbox/send-commands.ts';
import { recordMove } from '../../../src/main/outbox/record-move.ts';
import type { Clock } from '../../../src/main/ports/clock.ts';
import type { EhrDiary } from '../../../src/main/ports/ehr-diary.ts';
import type { NoticeGateway } from '../../../src/main/ports/notice-gateway.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { createSyncLoop } from '../../../src/main/sync/sync-loop.ts';
import { systemClock } from '../../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../../src/main/this-pc/system-dice.ts';
import { TEST_NOW, openStoreAt, silentLog } from '../../support/open-test-store.ts';
import { identity, slotId, slotTypeId } from '../../support/store-samples.ts';

export const FLOWS = ['book', 'cancel', 'move', 'sync'] as const;
export type Flow = (typeof FLOWS)[number];

const FASTER = 40;
const LINK_KEY = new Uint8Array(32).fill(3);
const SETTINGS = {
  reading: { horizonDays: 2, nearEverySeconds: 20, requestsPerSecond: 100 },
  booking: {
    ...{ minNoticeMinutes: 0, holdMinutes: 10, settleSeconds: 40, requestTimeoutSeconds: 20 },
    ...{ cancelCutOffMinutes: 0, undoSeconds: 0 },
  },
};
export const TYPE = { id: slotTypeId('1'), name: 'GP telephone' };

/** `since`: the real moment at which it was 09:00 for all processes of one case. */
const hurried = (since: number): Clock => ({
  now: () => asInstant(TEST_NOW + (systemClock.now() - since) * FASTER),
  monotonicMs: () => systemClock.monotonicMs() * FASTER,
  sleep: (ms, signal) => systemClock.sleep(ms / FASTER, signal),
});

export interface SmallCoreAsked {
  readonly file: string;
  readonly since: number;
  readonly diary: EhrDiary;
  readonly gateway: NoticeGateway;
  /** May stand still, throw or do nothing. Inside a transaction a promise of it is not waited for. */
  readonly failpoint: (name: string) => Promise<void> | void;
}

export interface SmallCore {
  readonly store: Store;
  /** Asks for what the flow is about, as often as it takes, and waits until it has its fate. */
  perform(flow: Flow): Promise<void>;
  stop(): Promise<void>;
}

const KEYS = { first: 'key-first', second: 'key-second' };

export function startSmallCore({ file, since, diary, gateway, failpoint }: SmallCoreAsked): SmallCore {
  const clock = hurried(since);
  const dice = systemDice;
  const { store, news } = openStoreAt(file);
  if (news.length > 0) throw new Error(`begun anew: ${news[0]?.code}`);
  const sync = createSyncLoop({
    ...{ store, diary, clock, dice, log: silentLog, settings: SETTINGS.reading, failpoint },
    onSlotTypesSeen: () =>
      store.write((tx) => {
        const isActive = tx.slotTypes.all().some(({ id, isActive: on }) => id === TYPE.id && on);
        if (!isActive) tx.slotTypes.setActive(TYPE.id, true, clock.now(), 'for the test');
      }),
  });
  const offers = createCurrentOffers({
    ...{ read: store.read, clock, settings: SETTINGS },
    isClockWrong: () => false,
  });
  const outbox = createOutbox({
    ...{ store, diary, clock, dice, log: silentLog, settings: SETTINGS.booking, failpoint },
  });
  const asking = {
    ...{ store, clock, dice, settings: SETTINGS.booking, linkKey: LINK_KEY, failpoint },
    offerOf: createOfferOf(offers, clock),
    link: createSecretLink(LINK_KEY),
    wake: outbox.wake,
  };
  const requestBooking = createRequestBooking(asking);
  const requestMove = createRequestMove(asking);
  const requestCancellation = createRequestCancellation({
    ...asking,
    moveCommand: (tx, command, move, endedBy) => recordMove(tx, command, move, { dice, endedBy }),
  });
  const notices = createNoticeDelivery({
    ...{ store, gateway, clock, dice, log: silentLog, failpoint },
    linkOf: (id) => `http://127.0.0.1/bookings/${id}`,
  });
  outbox.start();
  sync.start();
  notices.start();

  const bookingOf = (key: string): BookingId | undefined => store.read.bookings.byIdempotencyKey(key)?.id;

  async function until(what: string, isSo: () => boolean): Promise<void> {
    const limit = systemClock.monotonicMs() + 30_000;
    while (!isSo()) {
      if (systemClock.monotonicMs() > limit) throw new Error(`not in time: ${what}`);
      await systemClock.sleep(15);
    }
  }

  /** A front end that asks again for what it got no answer to, or a *not just now*. */
  async function insist(what: string, ask: () => Outcome<unknown>): Promise<void> {
    let last = 'never asked';
    await until(what, () => {
      try {
        const outcome = ask();
        if (!outcome.ok) last = outcome.failure.kind;
        return outcome.ok;
      } catch {
        return false;
      }
    }).catch((problem: unknown) => {
      throw new Error(`${what}: ${last}`, { cause: problem });
    });
  }

  const book = async (key: string, slot: string): Promise<void> => {
    await insist('booking is taken', () =>
      requestBooking({
        ...{ slotId: slotId(slot), patient: identity(), reason: 'A cough', idempotencyKey: key },
      }),
    );
    await until('the booking has its fate', () => isSettled(key));
  };
  const stateOf = (key: string) => {
    const id = bookingOf(key);
    return id && store.read.bookings.byId(id)?.state;
  };
  const isSettled = (key: string): boolean => {
    const state = stateOf(key);
    return state !== undefined && !['accepted', 'checking', 'cancelling'].includes(state);
  };

  async function ask(flow: Flow): Promise<void> {
    if (flow === 'sync') {
      const last = store.read.readings.recent(1)[0]?.id ?? 0;
      await until('a reading of the near days is whole', () =>
        store.read.readings
          .recent(9)
          .some(({ id, band, failure }) => id > last && band === 'near' && !failure),
      );
      return;
    }
    await book(KEYS.first, 'A');
    await Promise.resolve(failpoint('first-booked'));
    const first = bookingOf(KEYS.first);
    if (flow === 'book' || first === undefined) return;
    if (flow === 'cancel') {
      await insist('cancelling is taken', () =>
        stateOf(KEYS.first) === 'cancelled'
          ? ok(undefined)
          : requestCancellation({ bookingId: first, by: 'patient' }),
      );
      await until('the cancellation has its fate', () => isSettled(KEYS.first));
      return;
    }
    await insist('moving is taken', () =>
      requestMove({ bookingId: first, slotId: slotId('B'), by: 'patient', idempotencyKey: KEYS.second }),
    );
    await until('both have their fate', () => isSettled(KEYS.second) && isSettled(KEYS.first));
  }

  return {
    store,
    async perform(flow) {
      await ask(flow);
      await until('everybody is told', () => store.read.notices.nextDueAt() === undefined);
    },
    async stop() {
      await Promise.all([sync.stop(), outbox.stop(), notices.stop()]);
      store.close();
    },
  };
}
