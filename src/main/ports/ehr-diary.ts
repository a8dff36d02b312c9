/**
 * What we ask of any EHR, in the practice's words. Three protocols answer it (EMIS Web, SystmOne, GP Connect); what one
 * of them cannot see it says in `sees`, so that no screen shows an absence of knowledge as an absence of slots.
 */
import type { ConnectionStepName } from '#shared/domain/connection-step.ts';
import type { EhrProduct, EhrSight } from '#shared/domain/ehr.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { EhrPatientId, SessionId, SlotId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { FoundPatient, PatientIdentity } from '#shared/domain/patient.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot, Slot } from '#shared/domain/slot.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

export type { EhrProduct, EhrSight };

/** `write` goes before every reading; then near days before far ones. */
export type Urgency = 'write' | 'near' | 'soon' | 'far';

export interface Ask {
  readonly urgency: Urgency;
  readonly signal?: AbortSignal;
}

/** A place in the queue of requests that has come up, kept for one write. Used once, or given back. */
export interface SendTurn {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Does nothing once it has been used. */
  release(): void;
}

export interface SendAsk extends Ask {
  readonly turn?: SendTurn;
}

/** Both days included. */
export interface DayWindow {
  readonly from: LocalDay;
  readonly to: LocalDay;
}

export interface SessionsPulled {
  readonly sessions: readonly Session[];
  /**
   * Every slot of every session, where the protocol's answer carries them anyway (SystmOne, GP Connect). Then nobody
   * asks for them session by session. Each session has its entry, an empty one too.
   */
  readonly slots?: ReadonlyMap<SessionId, readonly PulledSlot[]>;
  /** The EHR's own clock, where it tells (HTTP Date header). */
  readonly ehrClock?: Instant;
}

/** A slot to be looked at, and the booking of ours that may be in it. */
export interface SoughtSlot {
  readonly session: Session;
  readonly slotId: SlotId;
  /**
   * Whose booking is looked for. Where the diary cannot tell equal parallel slots apart, the one that has this booking is
   * given before one that is open, and that before one that somebody else has; where the diary shows bookings per patient
   * only, it is this patient's that are read.
   */
  readonly booking?: { readonly patientId: EhrPatientId; readonly token: string };
}

export interface MarkedBooking {
  readonly patientId: EhrPatientId;
  readonly token: string;
  readonly window: DayWindow;
}

export interface BookingToSend {
  readonly session: Session;
  readonly slot: Slot;
  readonly patientId: EhrPatientId;
  /** What the patient wrote, or a fixed text. */
  readonly reason: string;
  /** Our mark on the booking, for reading it back. Contains nothing personal. */
  readonly token: string;
}

/** One appointment of ours, as it was just seen: whoever sends this has looked first, and found it to be ours. */
export interface CancellationToSend {
  readonly session: Session;
  readonly slot: Slot;
  readonly patientId: EhrPatientId;
  readonly token: string;
  /** From the look before, where the protocol has keys of appointments. */
  readonly appointmentId?: string;
  readonly by: 'patient' | 'practice';
}

/**
 * What a write came to. `ambiguous` is everything that is not proof: after it the slot is read back, never sent again blind.
 * `not-applied` promises that the diary is unchanged.
 */
export type WriteAnswer =
  | { readonly class: 'applied' }
  | { readonly class: 'not-applied'; readonly permanent: boolean; readonly failure: Failure }
  | {
      readonly class: 'ambiguous';
      readonly failure: Failure;
      /**
       * The EHR itself answered this very request, and said that it did not do it. No proof, but nothing of ours is under
       * way any more: it can be read back at once, and a slot that is then open may be tried again.
       */
      readonly saidNo?: true;
    };

/** One step of the connection test. What no answer could prove either way, without changing the diary, is `isNotProven`. */
export interface ConnectionStep {
  readonly step: ConnectionStepName;
  readonly failure?: Failure;
  readonly isNotProven?: true;
}

export interface EhrDiary {
  readonly product: EhrProduct;
  readonly sees: EhrSight;
  pullSlotTypes(ask: Ask): Promise<Outcome<readonly SlotType[]>>;
  /** Every session of the window with its counts. At most `sees.maxWindowDays` days. */
  pullSessions(window: DayWindow, ask: Ask): Promise<Outcome<SessionsPulled>>;
  /** Every slot of one session, of every type and state that the protocol shows. */
  pullSlots(session: Session, ask: Ask): Promise<Outcome<readonly PulledSlot[]>>;
  /** One slot as the diary has it now; `undefined` when it is no longer there. */
  pullSlot(sought: SoughtSlot, ask: Ask): Promise<Outcome<PulledSlot | undefined>>;
  /**
   * The appointment of this patient that carries our mark, in whatever slot it stands now: staff may have moved it to a day
   * that no reading has reached yet. `undefined` when none of the days has it. At most `sees.maxWindowDays` days where that
   * bounds it; from today on.
   */
  findBooking(sought: MarkedBooking, ask: Ask): Promise<Outcome<PulledSlot | undefined>>;
  /** Fails with `patient-not-matched` for an unknown number and for a wrong date of birth alike. */
  findPatient(identity: PatientIdentity, ask: Ask): Promise<Outcome<FoundPatient>>;
  /**
   * Where a write may have to wait for its place: it can be taken before, so that nothing is on disk as sent while it only waits.
   * `isAlone`: nothing else is asked until it is used or given back. Fails where nothing could be written just now.
   */
  readonly sendTurns?: {
    readonly isAlone: boolean;
    take(ask: Ask): Promise<Outcome<SendTurn>>;
  };
  sendBooking(booking: BookingToSend, ask: SendAsk): Promise<WriteAnswer>;
  /** `applied`: the appointment is out of the diary. An appointment that has become another one is never touched. */
  sendCancellation(cancellation: CancellationToSend, ask: SendAsk): Promise<WriteAnswer>;
  /** Changes nothing in the diary. Ends at the first step that fails. */
  testConnection(ask: Ask): Promise<readonly ConnectionStep[]>;
  close(): Promise<void>;
}
