/**
 * What a patient has told the pages so far, kept in memory only and never in an address: one visit for each held slot.
 * A visit is found by its number *and* the browser's cookie, and is bound to its slot for good, so that a second tab can
 * never make the first one book something else than it shows.
 */
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { BookingReceipt, OfferedSlot, SiteHold } from './deps.ts';
import type { BookingId, SlotId } from '#shared/domain/ids.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import { type Instant, MINUTE, later } from '#shared/domain/time.ts';

export interface TypedIdentity {
  readonly nhsNumber: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** What carries over when the patient takes another time. */
export interface Details {
  readonly typed?: TypedIdentity;
  /** Set only once the EHR has matched it. */
  readonly identity?: PatientIdentity;
  readonly reason?: string;
}

export interface Visit {
  readonly id: string;
  readonly browser: string;
  readonly slot: OfferedSlot;
  readonly hold: SiteHold;
  /** A second press of the same button carries the same key, and books once. */
  readonly idempotencyKey: string;
  readonly details: Details;
  /** The booking that is to be moved to this slot; left out for a new one. */
  readonly moves?: BookingId;
  readonly receipt?: BookingReceipt;
  /** When all of this is forgotten. */
  readonly forgetAt: Instant;
}

/** After the hold: time enough to be offered another slot without typing everything again. */
const FORGET_AFTER_HOLD_MS = 15 * MINUTE;
const MOST_VISITS = 2_000;

export function createVisits({ clock, dice }: { readonly clock: Clock; readonly dice: Dice }) {
  const visits = new Map<string, Visit>();
  const word = (bytes: number) => Buffer.from(dice.bytes(bytes)).toString('base64url');

  function forgetOld() {
    const now = clock.now();
    for (const [id, visit] of visits) {
      if (visit.forgetAt <= now || visits.size > MOST_VISITS) visits.delete(id);
    }
  }

  return {
    newBrowser: (): string => word(24),

    open(browser: string, slot: OfferedSlot, hold: SiteHold, details: Details, moves?: BookingId): Visit {
      forgetOld();
      const visit: Visit = {
        id: word(9),
        browser,
        slot,
        hold,
        idempotencyKey: `pages-${word(18)}`,
        details,
        ...(moves === undefined ? {} : { moves }),
        forgetAt: later(hold.expiresAt, FORGET_AFTER_HOLD_MS),
      };
      visits.set(visit.id, visit);
      return visit;
    },

    find(browser: string | undefined, id: string): Visit | undefined {
      forgetOld();
      const visit = visits.get(id);
      return visit !== undefined && visit.browser === browser ? visit : undefined;
    },

    /** The visit that led to a booking, as long as its details are remembered. */
    findByBooking(browser: string | undefined, bookingId: string): Visit | undefined {
      forgetOld();
      return [...visits.values()].find(
        (visit) => visit.browser === browser && visit.receipt?.bookingId === bookingId,
      );
    },

    /** The visit for which this browser keeps the slot already: a second press of the same button. */
    findHeld(browser: string, slotId: SlotId): Visit | undefined {
      const now = clock.now();
      return [...visits.values()].find(
        ({ slot, hold, receipt, moves, ...visit }) =>
          visit.browser === browser && slot.id === slotId && hold.expiresAt > now && !receipt && !moves,
      );
    },

    /** The time that this browser keeps for moving a booking: the one of that number, or the only one. */
    findMove(browser: string | undefined, moves: BookingId, id: string): Visit | undefined {
      forgetOld();
      const ofMove = [...visits.values()].filter(
        (visit) => visit.browser === browser && visit.moves === moves,
      );
      return (
        ofMove.find((visit) => visit.id === id) ?? ofMove.findLast(({ receipt }) => receipt === undefined)
      );
    },

    setDetails(visit: Visit, details: Details): void {
      if (visits.has(visit.id)) visits.set(visit.id, { ...visit, details });
    },

    setReceipt(visit: Visit, receipt: BookingReceipt): void {
      if (visits.has(visit.id)) visits.set(visit.id, { ...visit, receipt });
    },

    /** Booked for certain, or given up: nothing of the patient is needed any more. The receipt stays for a late second press. */
    forgetDetails(visit: Visit): void {
      const now = visits.get(visit.id);
      if (now) visits.set(visit.id, { ...now, details: {} });
    },

    forget(visit: Visit): void {
      visits.delete(visit.id);
    },
    forgetAll: () => visits.clear(),
    count: () => visits.size,
  };
}

export type Visits = ReturnType<typeof createVisits>;
