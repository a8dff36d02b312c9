/**
 * Everything that decides about an offer besides the slot itself, as plain data of one moment. Build it anew for each
 * question: a context kept over time would go on offering what has since grown too old.
 */
import { type CommandState, isSettled } from '#shared/domain/command.ts';
import type { BookingId, HoldId, SlotId, SlotTypeId } from '#shared/domain/ids.ts';
import { type PaceBand, type PaceSettings, paceBands } from '#shared/domain/reading-pace.ts';
import { type Instant, type LocalDay, MINUTE, addDays, dayOf } from '#shared/domain/time.ts';

/** How far one day has been read. */
export interface DayRead {
  readonly day: LocalDay;
  readonly countsReadAt: Instant;
  readonly slotsReadAt?: Instant;
  readonly state: 'whole' | 'suspect';
  readonly suspectSince?: Instant;
}

export interface HeldSlot {
  readonly id: HoldId;
  readonly slotId: SlotId;
  readonly expiresAt: Instant;
  readonly endedAt?: Instant;
}

/** A command that wants, or has, the slot. */
export interface SlotClaim {
  readonly slotId: SlotId;
  readonly bookingId: BookingId;
  readonly state: CommandState;
}

export interface OfferContext {
  readonly now: Instant;
  readonly today: LocalDay;
  readonly horizonDays: number;
  readonly minNoticeMs: number;
  /** Each day from today to the horizon, with its band. */
  readonly bands: ReadonlyMap<LocalDay, PaceBand>;
  /** Active types, each with the moment since which it is active (0 when it always was). */
  readonly activeSince: ReadonlyMap<SlotTypeId, number>;
  readonly days: ReadonlyMap<LocalDay, DayRead>;
  readonly holds: ReadonlyMap<SlotId, HeldSlot>;
  readonly claims: ReadonlyMap<SlotId, SlotClaim>;
  readonly isQueueTooLong: boolean;
  readonly isClockWrong: boolean;
  readonly isKeyMissing: boolean;
}

export interface OfferFacts {
  readonly now: Instant;
  readonly pace: PaceSettings;
  readonly minNoticeMinutes: number;
  readonly slotTypes: readonly {
    readonly id: SlotTypeId;
    readonly isActive: boolean;
    readonly switchedAt?: Instant;
  }[];
  readonly days: readonly DayRead[];
  readonly holds: readonly HeldSlot[];
  /** Unsettled and confirmed commands; others are ignored. */
  readonly claims: readonly SlotClaim[];
  readonly isQueueTooLong?: boolean;
  readonly isClockWrong?: boolean;
  readonly isKeyMissing?: boolean;
}

/** `confirmed` claims the slot too: until the diary's own *booked* is read, ours is the only record of it. */
const claimsItsSlot = ({ state }: SlotClaim): boolean => state === 'confirmed' || !isSettled(state);

export function offerContext(facts: OfferFacts): OfferContext {
  const today = dayOf(facts.now);
  const bands = new Map<LocalDay, PaceBand>();
  for (const band of paceBands(facts.pace))
    for (let ahead = band.fromDay; ahead <= band.toDay; ahead += 1) bands.set(addDays(today, ahead), band);
  const active = facts.slotTypes.filter((type) => type.isActive);
  return {
    now: facts.now,
    today,
    horizonDays: facts.pace.horizonDays,
    minNoticeMs: facts.minNoticeMinutes * MINUTE,
    bands,
    activeSince: new Map(active.map((type) => [type.id, type.switchedAt ?? 0])),
    days: new Map(facts.days.map((day) => [day.day, day])),
    holds: new Map(facts.holds.map((hold) => [hold.slotId, hold])),
    claims: new Map(facts.claims.filter(claimsItsSlot).map((claim) => [claim.slotId, claim])),
    isQueueTooLong: facts.isQueueTooLong ?? false,
    isClockWrong: facts.isClockWrong ?? false,
    isKeyMissing: facts.isKeyMissing ?? false,
  };
}

/** The same moment, seen by the patient who has this hold: it does not stand in their own way. */
export function withoutHold(context: OfferContext, holdId: HoldId): OfferContext {
  const holds = new Map([...context.holds].filter(([, hold]) => hold.id !== holdId));
  return { ...context, holds };
}

/** The same moment without what one booking claims: for asking whether the rest still allows it. */
export function withoutClaim(context: OfferContext, bookingId: BookingId): OfferContext {
  const claims = new Map([...context.claims].filter(([, claim]) => claim.bookingId !== bookingId));
  return { ...context, claims };
}
