/**
 * A slot kept for a patient who is choosing. It protects only from other online patients: the desk can still book the
 * slot in the EHR, and then the EHR wins. The id is the right to book: whoever has it may use it once.
 */
import { failure } from '#shared/domain/failure.ts';
import type { HoldId, SlotId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type Instant, MINUTE, SECOND, asInstant, later } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Configuration } from '../ports/settings.ts';
import type { Hold, Store, StoreWriter } from '../store/store.ts';
import { type OfferOf, whyNotOffered } from './ask-offer.ts';
import { newHoldId } from './new-ids.ts';
import { writeOrRefuse } from './write-or-refuse.ts';

const LONGEST_NAP_MS = 30 * SECOND;
/** Before any hold: asks the store for all that were not ended, also those whose time is over. */
const FROM_THE_START = asInstant(0);

export interface HoldsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly settings: Pick<Configuration['booking'], 'holdMinutes'>;
  readonly offerOf: OfferOf;
}

export interface Holds {
  /** Fails with `slot-taken` or `not-offered`. */
  hold(slotId: SlotId): Outcome<Hold>;
  /** Gives the slot back. Fails with `not-found` for a hold that is unknown or over. */
  release(id: HoldId): Outcome<void>;
  /** Ends every hold whose time is over; says how many. Expiry does not wait for it, the window's list does. */
  sweep(): number;
  /** Sweeps as holds run out. */
  start(): void;
  stop(): Promise<void>;
}

/** Turned into a booking, or chosen: what else was kept for the same patient in its place is given back with it. */
export function endHold(tx: StoreWriter, id: HoldId, at: Instant): void {
  const forBooking = tx.holds.byId(id)?.forBooking;
  tx.holds.end(id, at);
  if (forBooking === undefined) return;
  for (const other of tx.holds.forBooking(forBooking)) tx.holds.end(other.id, at);
}

export function createHolds({ store, clock, dice, settings, offerOf }: HoldsDeps): Holds {
  const endOver = (tx: StoreWriter, now: Instant): number => {
    const over = tx.holds.live(FROM_THE_START).filter(({ expiresAt }) => expiresAt <= now);
    for (const { id, expiresAt } of over) tx.holds.end(id, expiresAt);
    return over.length;
  };
  const sweep = (): number => {
    const now = clock.now();
    const isAnyOver = store.read.holds.live(FROM_THE_START).some(({ expiresAt }) => expiresAt <= now);
    return isAnyOver ? store.write((tx) => endOver(tx, now)) : 0;
  };
  let wakeUp = () => {};
  let sweeping: { readonly stopped: AbortController; readonly done: Promise<void> } | undefined;

  async function sweepOn(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const woken = new AbortController();
      wakeUp = () => woken.abort();
      stopped.addEventListener('abort', wakeUp, { once: true });
      try {
        sweep();
      } catch {
        // The store is in trouble, which is said elsewhere; a hold that is over is over without being swept.
      }
      const now = clock.now();
      const napMs = store.read.holds
        .live(now)
        .reduce((soonest, { expiresAt }) => Math.min(soonest, expiresAt - now), LONGEST_NAP_MS);
      if (!stopped.aborted) await clock.sleep(Math.max(1, napMs), woken.signal);
      stopped.removeEventListener('abort', wakeUp);
    }
  }

  return {
    hold(slotId) {
      const outcome = writeOrRefuse(store, (tx): Outcome<Hold> => {
        const createdAt = clock.now();
        endOver(tx, createdAt);
        const no = whyNotOffered(offerOf(tx, slotId));
        if (no) return failed(no);
        const expiresAt = later(createdAt, settings.holdMinutes * MINUTE);
        const hold: Hold = { id: newHoldId(dice), slotId, createdAt, expiresAt };
        tx.holds.add(hold);
        return ok(hold);
      });
      if (outcome.ok) wakeUp();
      return outcome;
    },
    release(id) {
      const now = clock.now();
      const hold = store.read.holds.byId(id);
      if (!hold || hold.endedAt !== undefined || hold.expiresAt <= now) {
        return failed(failure('not-found', 'This appointment is no longer kept.'));
      }
      store.write((tx) => tx.holds.end(id, now));
      return ok(undefined);
    },
    sweep,
    start() {
      if (sweeping) return;
      const stopped = new AbortController();
      sweeping = { stopped, done: sweepOn(stopped.signal) };
    },
    async stop() {
      const ending = sweeping;
      sweeping = undefined;
      ending?.stopped.abort();
      await ending?.done;
    },
  };
}
