/**
 * Carries what patients are to be told to the gateway, oldest first and one at a time. A notice that failed is tried again
 * under the same id until its appointment is over. What came later of the same booking waits for it, since *confirmed* after
 * *cancelled* would be a lie; other bookings do not. Without a gateway nothing is carried: the patient's page tells.
 */
import { failure } from '#shared/domain/failure.ts';
import type { BookingId, NoticeId } from '#shared/domain/ids.ts';
import { type Outcome, failed } from '#shared/domain/outcome.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Log } from '../ports/log.ts';
import type { NoticeGateway, NoticeToSend } from '../ports/notice-gateway.ts';
import type { Store, StoredNotice } from '../store/store.ts';
import { NEVER, givesWay, isOldNews, isOver, nextTryAt } from './next-try.ts';

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

  /** Answered with a plain no, in this run: of these a later one need not wait for ever. */
  const refusals = new Map<NoticeId, number>();

  function giveUp({ id, kind, attempts }: StoredNotice, why: string): void {
    refusals.delete(id);
    store.write((tx) => tx.notices.giveUp(id));
    log.warn('notices.given-up', { notice: id, kind, attempts, why });
  }

  /** All that wait for the same booking: by the newest one's tries, since it is what the patient most needs to hear. */
  function tryAgain(waiting: readonly StoredNotice[], retryAfterMs?: number): void {
    const tries = waiting.at(-1)?.attempts ?? 0;
    const notBefore = nextTryAt(clock.now(), tries, dice.fraction(), retryAfterMs);
    store.write((tx) => {
      for (const { id } of waiting) tx.notices.tryAgain(id, notBefore);
    });
  }

  /** One that is due brings its booking's turn: what is sent is the first that waits there. */
  async function deliver(due: StoredNotice, signal: AbortSignal): Promise<void> {
    const waiting = store.read.notices.waitingOf(due.bookingId);
    const notice = waiting[0] ?? due;
    const { id, kind, bookingId, at } = notice;
    const booking = store.read.bookings.byId(bookingId);
    if (!booking || isOver(booking.slot, clock.now())) return giveUp(notice, 'over');
    if (isOldNews(notice, clock.now())) return giveUp(notice, 'old news');
    if (givesWay(refusals.get(id) ?? 0, waiting.length - 1)) return giveUp(notice, 'refused');
    const link = linkOf(bookingId);
    if (link === undefined) return tryAgain(waiting);
    const { startsAt, slotTypeName, clinicianName, siteName } = booking.slot;
    // Also once the patient has answered: the same notice has to be the same at each try.
    const keptUntil = store.read.holds.forBooking(bookingId)[0]?.expiresAt;
    const about = { id, kind, bookingId, startsAt, slotTypeName, clinicianName, siteName, link, at };
    const toSend = keptUntil === undefined ? about : { ...about, keptUntil };
    const outcome = await send(gateway, toSend, signal);
    if (signal.aborted && !outcome.ok) return;
    await failpoint('delivering');
    const why = outcome.ok ? undefined : outcome.failure.kind;
    if (why === 'refused') refusals.set(id, (refusals.get(id) ?? 0) + 1);
    else refusals.delete(id);
    if (outcome.ok) store.write((tx) => tx.notices.delivered(id, clock.now()));
    // What was written down meanwhile waits with it.
    else tryAgain(store.read.notices.waitingOf(bookingId), outcome.failure.retryAfterMs);
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
