/**
 * What the store keeps, as types: the rows that it gives back and the shapes that it takes. Patients' details stand only
 * in `BookingPatient`, which is sealed at rest.
 */
import type { Attendance, BookingState, EndedBy } from '#shared/domain/booking.ts';
import type { CommandKind, CommandState } from '#shared/domain/command.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type {
  BookingId,
  CommandId,
  EhrPatientId,
  HoldId,
  NoticeId,
  SessionId,
  SlotId,
  SlotTypeId,
} from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import type { Reading } from '#shared/domain/reading.ts';
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

export interface StoredSlotType extends SlotType {
  readonly isActive: boolean;
  readonly switchedAt?: Instant;
  readonly switchedReason?: string;
  readonly firstSeenAt: Instant;
  /** When it was first seen, or came back after it had vanished. */
  readonly appearedAt: Instant;
  readonly lastSeenAt: Instant;
  /** Set when the diary no longer lists it. */
  readonly vanishedAt?: Instant;
  /** The first list without it. In an EHR that lists only types with a free slot it need not have vanished. */
  readonly missingSince?: Instant;
  /** Those that the manager has said are other types and not this one renamed. */
  readonly notRenamedTo?: readonly SlotTypeId[];
}

/** How far and how well one day of the diary has been read. The scope of every application of a reading. */
export interface DayReading {
  readonly day: LocalDay;
  readonly generation: number;
  /** Start of the last reading of the day's sessions and counts. */
  readonly countsReadAt: Instant;
  /** Start of the last reading in which every slot of the active types was read: the age of what is offered. */
  readonly slotsReadAt?: Instant;
  /** `suspect`: a session, or many slots at once, vanished; nothing of the day is offered until a second reading agrees. */
  readonly state: 'whole' | 'suspect';
  readonly suspectSince?: Instant;
  readonly revision: number;
}

/** One day's decided change. Applied whole, with its watermark, in one transaction. */
export interface DiaryDayChange {
  readonly day: LocalDay;
  readonly generation: number;
  readonly countsReadAt: Instant;
  readonly slotsReadAt?: Instant;
  readonly state: 'whole' | 'suspect';
  readonly suspectSince?: Instant;
  readonly putSessions: readonly Session[];
  readonly removeSessions: readonly SessionId[];
  readonly putSlots: readonly Slot[];
  readonly removeSlots: readonly SlotId[];
}

export interface StoredSlot extends Slot {
  readonly removedAt?: Instant;
  /** When a write or a pre-read of ours last set its status. A reading begun earlier must leave it alone. */
  readonly touchedAt?: Instant;
}

export interface Hold {
  readonly id: HoldId;
  readonly slotId: SlotId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Set when given back or turned into a booking. */
  readonly endedAt?: Instant;
  /** The booking that came to nothing, whose patient is offered this slot in its place. */
  readonly forBooking?: BookingId;
}

/** What was booked, as it stood when the patient chose it: the diary may change under it, this does not. */
export interface BookedSlot extends Slot {
  readonly slotTypeName: string;
  readonly sessionName: string;
  readonly clinicianName: string;
  readonly siteName: string;
}

/** Where a booking stands, and which state of its row that is. */
export interface KeptPlace {
  readonly id: BookingId;
  readonly slotId: SlotId;
  readonly revision: number;
}

/** Sealed at rest. `name` and `ehrPatientId` are there once the EHR has matched the identity. */
export interface BookingPatient extends PatientIdentity {
  readonly name?: string;
  readonly ehrPatientId?: EhrPatientId;
  readonly reason: string;
  /** What of it in the diary a person has been asked about: it is asked once. May name another patient. */
  readonly askedAbout?: string;
}

export interface Booking {
  readonly id: BookingId;
  readonly slot: BookedSlot;
  /** `undefined` once purged, or when the key to it is lost. */
  readonly patient?: BookingPatient;
  /** The patient's details are kept, and cannot be opened with the key that we have, if any. */
  readonly isSealed?: true;
  readonly state: BookingState;
  readonly endedBy?: EndedBy;
  readonly attendance?: Attendance;
  /** The booking whose place this one is to take. */
  readonly replaces?: BookingId;
  /** Why it is not booked or needs a person, in the words that reception reads. */
  readonly failure?: Failure;
  /** Of one that needed a person: nobody settled it in time, and nobody is asked any more. */
  readonly closedAt?: Instant;
  readonly createdAt: Instant;
  readonly stateAt: Instant;
  readonly revision: number;
}

export interface NewBooking {
  readonly id: BookingId;
  readonly slot: BookedSlot;
  readonly patient: BookingPatient;
  readonly createdAt: Instant;
  readonly replaces?: BookingId;
  readonly idempotencyKey?: string;
  /** Keyed hash of the asked content, so that the same key with another content is refused. */
  readonly contentHash?: string;
}

export interface Command {
  readonly id: CommandId;
  readonly kind: CommandKind;
  readonly bookingId: BookingId;
  /** Of a cancellation: who wants it. `move`: its replacement is booked. */
  readonly by?: EndedBy;
  readonly slotId: SlotId;
  readonly sessionId: SessionId;
  readonly startsAt: Instant;
  readonly token: string;
  readonly state: CommandState;
  readonly attempts: number;
  readonly firstSentAt?: Instant;
  readonly lastSentAt?: Instant;
  /** When a read-back first found nothing of ours: a *no* needs two that agree. */
  readonly absentSince?: Instant;
  readonly notBefore: Instant;
  readonly deadline: Instant;
  readonly failure?: Failure;
  readonly createdAt: Instant;
}

export type NewCommand = Pick<
  Command,
  | 'id'
  | 'kind'
  | 'bookingId'
  | 'by'
  | 'slotId'
  | 'sessionId'
  | 'startsAt'
  | 'token'
  | 'notBefore'
  | 'deadline'
  | 'createdAt'
>;

/** `undefined` clears `failure` and `absentSince`; what is not named stays. */
export interface CommandMove {
  readonly to: CommandState;
  readonly at: Instant;
  readonly attempts?: number;
  readonly firstSentAt?: Instant;
  readonly lastSentAt?: Instant;
  readonly absentSince?: Instant | undefined;
  readonly notBefore?: Instant;
  /** Only a person who has it tried again gives it a new one. */
  readonly deadline?: Instant;
  readonly failure?: Failure | undefined;
}

export type StoredReading = Reading & { readonly id: number };

export type AuditKind =
  | 'slot-type-switched'
  | 'slot-type-appeared'
  | 'slot-type-vanished'
  | 'slot-type-maybe-renamed' // one name gone and another come at once: `from` → `to`
  | 'slot-type-rename-settled' // the manager's answer: `to` is the same type, or another
  | 'booking-moved' // a booking's command changed its state: `from` → `to`
  | 'cancellation-moved' // the same of its cancellation
  | 'booking-attended' // staff marked it in the EHR: `to` is the mark
  | 'booking-shifted' // staff moved it in the EHR to another slot
  | 'booking-change-asked' // reception wants it cancelled or moved: `to` says which, `note` the reason
  | 'booking-settled' // a person said what could not be proven: `to` is the verdict
  | 'booking-closed' // nobody did, and its appointment is thirty days past: it stays unproven
  | 'day-suspect'
  | 'day-trusted'
  | 'trouble-opened'
  | 'trouble-closed'
  | 'bundle-made'
  | 'notes-sealed' // an older version had kept them in the clear; `from` is the chain's last hash before
  | 'store-put-aside';

/** Append-only and hash-chained. A patient's details at most in the `note`. */
export interface AuditEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: AuditKind;
  /** 'manager', 'patient', 'slotkeeper', 'ehr'. */
  readonly who: string;
  /** What it is about: a slot type's name, a booking's id, a day, a health part. */
  readonly subject: string;
  readonly from?: string;
  readonly to?: string;
  /** In our own words, or a person's on slot types. Kept in the clear. */
  readonly why?: string;
  /** What a person wrote about the booking that is the subject. Sealed at rest; gone with the patient's details. */
  readonly note?: string;
}

/** One thing that a patient is to be told, kept until a gateway has it. Without a gateway the patient's page tells it. */
export interface StoredNotice {
  readonly id: NoticeId;
  readonly bookingId: BookingId;
  readonly kind: NoticeKind;
  readonly at: Instant;
  readonly attempts: number;
  readonly notBefore: Instant;
  readonly deliveredAt?: Instant;
}
