/**
 * What we ask of any EHR, in the practice's words. Three protocols answer it (EMIS Web, SystmOne, GP Connect); what one
 * of them cannot see it says in `sees`, so that no screen shows an absence of knowledge as an absence of slots.
 */
import type { Failure } from '#shared/domain/failure.ts';
import type { EhrPatientId, SlotId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { FoundPatient, PatientIdentity } from '#shared/domain/patient.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot, Slot } from '#shared/domain/slot.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

export type EhrProduct = 'EMIS Web' | 'SystmOne' | 'GP Connect';

export interface EhrSight {
  readonly slotTypesWithoutSlots: boolean;
  readonly bookableFlag: boolean;
  readonly blockedSlots: boolean;
  readonly bookedSlots: boolean;
  readonly emptySessions: boolean;
  /** Can a reading prove that a booking which is not there never was? Without it, an absence after doubt is for a person. */
  readonly provesNeverBooked: boolean;
  readonly maxWindowDays: number;
}

/** `write` goes before every reading; then near days before far ones. */
export type Urgency = 'write' | 'near' | 'soon' | 'far';

export interface Ask {
  readonly urgency: Urgency;
  readonly signal?: AbortSignal;
}

/** Both days included. */
export interface DayWindow {
  readonly from: LocalDay;
  readonly to: LocalDay;
}

export interface SessionsPulled {
  readonly sessions: readonly Session[];
  /** The EHR's own clock, where it tells (HTTP Date header). */
  readonly ehrClock?: Instant;
}

export interface BookingToSend {
  readonly slot: Slot;
  readonly patientId: EhrPatientId;
  /** What the patient wrote, or a fixed text. */
  readonly reason: string;
  /** Our mark on the booking, for reading it back. Contains nothing personal. */
  readonly token: string;
}

/**
 * What a write came to. `ambiguous` is everything that is not proof: after it the slot is read back, never sent again blind.
 * `not-applied` promises that the diary is unchanged.
 */
export type WriteAnswer =
  | { readonly class: 'applied' }
  | { readonly class: 'not-applied'; readonly permanent: boolean; readonly failure: Failure }
  | { readonly class: 'ambiguous'; readonly failure: Failure };

/** One named step of the connection test; the first that fails is the one to mend. */
export interface ConnectionStep {
  readonly step: 'reach' | 'sign-in' | 'application' | 'read-configuration' | 'read-diary';
  readonly failure?: Failure;
}

export interface EhrDiary {
  readonly product: EhrProduct;
  readonly sees: EhrSight;
  pullSlotTypes(ask: Ask): Promise<Outcome<readonly SlotType[]>>;
  /** Every session of the window with its counts. At most `sees.maxWindowDays` days. */
  pullSessions(window: DayWindow, ask: Ask): Promise<Outcome<SessionsPulled>>;
  /** Every slot of one session, of every type and state. */
  pullSlots(session: Session, ask: Ask): Promise<Outcome<readonly PulledSlot[]>>;
  /** One slot as the diary has it now; `undefined` when it is no longer there. */
  pullSlot(session: Session, slotId: SlotId, ask: Ask): Promise<Outcome<PulledSlot | undefined>>;
  /** Fails with `patient-not-matched` for an unknown number and for a wrong date of birth alike. */
  findPatient(identity: PatientIdentity, ask: Ask): Promise<Outcome<FoundPatient>>;
  sendBooking(booking: BookingToSend, ask: Ask): Promise<WriteAnswer>;
  testConnection(ask: Ask): Promise<readonly ConnectionStep[]>;
  close(): Promise<void>;
}
