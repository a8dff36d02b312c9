/**
 * What the booking site needs from the rest of the core, as narrow functions that core.ts wires. The site decides
 * nothing about availability or bookings: it asks, and shows the answer. `asOf` is the start of the reading that a slot
 * was last seen in, never the moment of asking.
 */
import type { OtherTimesOf } from '../bookings/other-times.ts';
import type { Changes } from '../bookings/read-changes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Log } from '../ports/log.ts';
import type { Booking, Hold } from '../store/store.ts';
import type { BookingState } from '#shared/domain/booking.ts';
import type { BookingId, HoldId, SlotId, SlotTypeId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import type { DeliveryChannel } from '#shared/domain/slot.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

export interface SitePractice {
  readonly name: string;
  readonly phone?: string;
  /** Shows the strip that says that nothing here is real. */
  readonly isSample: boolean;
}

export interface SiteSlotType {
  readonly id: SlotTypeId;
  readonly name: string;
}

export interface OfferedSlot {
  readonly id: SlotId;
  readonly slotTypeId: SlotTypeId;
  readonly slotTypeName: string;
  readonly day: LocalDay;
  readonly startsAt: Instant;
  readonly durationMin: number;
  readonly sessionName: string;
  readonly clinicianName: string;
  readonly siteName: string;
  /** How the patient is seen, when the diary says so. Never guessed from a name. */
  readonly channel?: DeliveryChannel;
  readonly asOf: Instant;
}

export interface Offered {
  /** By start. */
  readonly slots: readonly OfferedSlot[];
  /** Of the oldest reading behind this answer; missing when nothing has been read. */
  readonly asOf?: Instant;
  /** Something would be offered, or may be, had the diary been read lately enough. Not the same as nothing left. */
  readonly isPaused: boolean;
}

export interface OfferedQuestion {
  /** Slots starting in [from, to). */
  readonly from: Instant;
  readonly to: Instant;
  readonly slotTypeId?: SlotTypeId;
  /** Do not stand in the way of who asks. */
  readonly ownHolds?: readonly HoldId[];
}

export type SiteHold = Pick<Hold, 'id' | 'slotId' | 'expiresAt'>;

interface Asked {
  readonly patient: PatientIdentity;
  readonly reason: string;
  readonly idempotencyKey?: string;
}
/** Exactly one of the two: a slot directly, or one held before. */
export type BookingRequest = Asked & ({ readonly slotId: SlotId } | { readonly holdId: HoldId });

export interface BookingReceipt {
  readonly bookingId: BookingId;
  /** Opens the booking again; part of the private link. Never logged. */
  readonly secret: string;
  readonly state: BookingState;
}

/** Exactly one of the two, as for a booking. */
export type MoveRequest = {
  readonly bookingId: BookingId;
  readonly idempotencyKey?: string;
} & ({ readonly slotId: SlotId } | { readonly holdId: HoldId });

export interface AssetPaths {
  readonly nhsukCss: string;
  /** The folder with booking.css, booking.js and icon.svg. */
  readonly siteFolder: string;
}

/** Requests allowed of one address: at most `burst` at once, then `perSecond`. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

export interface SiteSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly horizonDays: number;
  readonly assetPaths: AssetPaths;
  readonly limits?: Partial<SiteLimits>;
}

export interface SiteLimits {
  readonly reads: Allowance;
  readonly writes: Allowance;
  /** Wrong identities of one address, on top of the lock-out of one NHS number. */
  readonly wrongIdentities: Allowance;
  readonly eventClients: number;
  readonly eventClientsOfOneAddress: number;
}

type Answer<T> = T | Promise<T>;

export interface BookingSiteDeps {
  readonly settings: SiteSettings;
  readonly practice: SitePractice;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  /** What patients tell cannot be kept: every page and every call says so, and does nothing. Fixed while the site is open. */
  readonly isClosed?: boolean;
  /** Active ones only, by name. */
  slotTypes(): readonly SiteSlotType[];
  offered(question: OfferedQuestion): Offered;
  /** Up to three offered slots for who cannot have this one: same type, same clinician first, then nearest in time. */
  alternatives(asked: { readonly slotId: SlotId } | { readonly holdId: HoldId }): readonly OfferedSlot[];
  /** For whom this booking came to nothing: up to three, kept for them as long as `keptUntil` says. */
  otherTimes(booking: Booking): OtherTimesOf<OfferedSlot>;
  /** One of those kept; the others are let go. Fails with `hold-ended`, `slot-taken` or `not-offered`. */
  chooseOther(id: HoldId): Answer<Outcome<{ readonly slot: OfferedSlot; readonly hold: SiteHold }>>;
  /** None of those kept suits. */
  declineOthers(id: BookingId): Answer<unknown>;
  /** Fails with `slot-taken` or `not-offered`. */
  hold(slotId: SlotId): Answer<Outcome<SiteHold>>;
  /** A hold that is over already is no failure. */
  releaseHold(id: HoldId): Answer<unknown>;
  /** Asks the EHR; fails alike for a wrong number and a wrong date (`patient-not-matched`), and with `too-many-tries`. */
  identify(identity: PatientIdentity): Promise<Outcome<unknown>>;
  /** Answers as soon as the command is on disk. */
  requestBooking(request: BookingRequest): Answer<Outcome<BookingReceipt>>;
  /** The booking once nothing more will happen to it by itself, or as it stands after `ms`. */
  whenSettled(id: BookingId, ms: number, signal?: AbortSignal): Promise<unknown>;
  /** `undefined` for an unknown id and for a wrong secret alike; compares in constant time. */
  readBooking(id: BookingId, secret: string): Booking | undefined;
  /** What is going on with it, and what its patient may still do. */
  readChanges(booking: Booking): Changes;
  /** By the patient. Fails with `try-later`, or `invalid-input` and a `ChangeRefusal`. Ok when it is on its way already. */
  requestCancellation(id: BookingId): Answer<Outcome<unknown>>;
  /** By the patient. Fails as a cancellation does, and as a booking does for the new time. The receipt is the new booking's. */
  requestMove(request: MoveRequest): Answer<Outcome<BookingReceipt>>;
  /** Takes back what is on its way for it. Fails with `try-later` or `not-allowed` once it is too late. */
  undo(id: BookingId): Answer<Outcome<unknown>>;
  /** Start of the last complete reading of the near days. */
  lastReadAt(): Instant | undefined;
  /** Something that may change what is offered. Many calls in a row are fine. Gives the way to stop listening. */
  onChanged(listener: () => void): () => void;
}
