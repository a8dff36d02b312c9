/**
 * Carries what patients are to be told to the gateway, oldest first and one at a time. A notice that failed is tried again
 * under the same id until its appointment is over; the others do not wait for it. Without a gateway nothing is carried: the
 * patient's page tells.
 */
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, failed } from '#shared/domain/outcome.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Log } from '../ports/log.ts';
import type { NoticeGateway, NoticeToSend } from '../ports/notice-gateway.ts';
import type { Store, StoredNotice } from '../store/store.ts';
import { NEVER, isOldNews, isOver, nextTryAt } from './next-try.ts';

/** However little there is to do: the PC's clock may have been set meanwhile. */
const LONGEST_NAP_MS = MINUTE;
const TROUBLE_NAP_MS = 5 * SECOND;

export interface NoticeDeps {
  readonly store: Store;
  readonly gateway: NoticeGateway;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  /** The patient's private page; `undefined` while the booking site has no address: then the notice waits. */
  readonly linkOf: (id: BookingId) => string | undefined;
  /** Where a test may stop or kill it. */
  readonly failpoint?: (name: 'delivering' | 'delivered') => Promise<void> | void;
}

export interface NoticeDelivery {
  start(): void;
  /** Gives up what is being delivered: it is tried again at the next start. */
  stop(): Promise<void>;
}

export function createNoticeDelivery(deps: NoticeDeps): NoticeDelivery {
  const { store, gateway, clock, dice, log, linkOf, failpoint = () => {} } = deps;
  let running: { readonly stop: () => Promise<void> } | undefined;

  const tryAgain = ({ id, attempts }: StoredNotice, retryAfterMs?: number): void => {
    const notBefore = nextTryAt(clock.now(), attempts, dice.fraction(), retryAfterMs);
    store.write((tx) => tx.notices.tryAgain(id, notBefore));
  };

  async function deliver(notice: StoredNotice, signal: AbortSignal): Promise<void> {
    const booking = store.read.bookings.byId(notice.bookingId);
    if (!booking || isOver(booking.slot, clock.now()) || isOldNews(notice, clock.now())) {
      store.write((tx) => tx.notices.tryAgain(notice.id, NEVER));
      log.warn('notices.given-up', { notice: notice.id, kind: notice.kind, attempts: notice.attempts });
      return;
    }
    const link = linkOf(notice.bookingId);
    if (link === undefined) {
      tryAgain(notice);
      return;
    }
    const { startsAt, slotTypeName, clinicianName, siteName } = booking.slot;
    const { id, kind, bookingId, at } = notice;
    // Also once the patient has answered: the same notice has to be the same at each try.
    const keptUntil = store.read.holds.forBooking(bookingId)[0]?.expiresAt;
    const about = { id, kind, bookingId, startsAt, slotTypeName, clinicianName, siteName, link, at };
    const toSend = keptUntil === undefined ? about : { ...about, keptUntil };
    const outcome = await send(gateway, toSend, signal);
    if (signal.aborted && !outcome.ok) return;
    await failpoint('delivering');
    if (outcome.ok) store.write((tx) => tx.notices.delivered(id, clock.now()));
    else tryAgain(notice, outcome.failure.retryAfterMs);
    const why = outcome.ok ? undefined : outcome.failure.kind;
    log.info('notices.sent', { notice: id, kind, attempt: notice.attempts + 1, failure: why });
    await failpoint('delivered');
  }

  async function takeOne(signal: AbortSignal): Promise<number> {
    const [notice] = store.read.notices.due(clock.now(), 1);
    if (notice) {
      await deliver(notice, signal);
      return 0;
    }
    const nextAt = store.read.notices.nextDueAt() ?? NEVER;
    return Math.max(0, Math.min(LONGEST_NAP_MS, nextAt - clock.now()));
  }

  async function loop(signal: AbortSignal): Promise<void> {
    let wakeUp = () => {};
    const stopListening = store.onChanged(() => wakeUp());
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (wakeUp = resolve));
      let napMs = TROUBLE_NAP_MS;
      try {
        napMs = await takeOne(signal);
      } catch (problem) {
        log.error('notices.failed', { problem: problem instanceof Error ? problem.name : 'unknown' });
      }
      if (napMs <= 0 || signal.aborted) continue;
      const nap = new AbortController();
      const stop = () => nap.abort();
      signal.addEventListener('abort', stop, { once: true });
      await Promise.race([woken, clock.sleep(napMs, nap.signal)]);
      signal.removeEventListener('abort', stop);
      nap.abort();
    }
    stopListening();
  }

  return {
    start() {
      if (running) return;
      const ending = new AbortController();
      const looping = loop(ending.signal);
      running = {
        stop: async () => {
          ending.abort();
          await looping;
        },
      };
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
  };
}

/** A gateway that throws has failed: it may have delivered all the same, and the id tells. */
const send = (gateway: NoticeGateway, notice: NoticeToSend, signal: AbortSignal): Promise<Outcome<void>> => {
  const sending = async () => gateway.deliver(notice, signal);
  return sending().catch(() => failed<void>(failure('unexpected', 'The notice could not be handed over.')));
};
