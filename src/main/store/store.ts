/**
 * What the rest of the core may ask of the store, as types. Reading and writing are different handles: only inside
 * `write` is there anything that can change a row, and everything in one `write` is one transaction with one revision.
 */
import type { BookingState } from '#shared/domain/booking.ts';
import type { CommandKind, CommandState } from '#shared/domain/command.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { Health, HealthPart } from '#shared/domain/health.ts';
import type {
  BookingId,
  CommandId,
  EhrPatientId,
  HoldId,
  SessionId,
  SlotId,
  SlotTypeId,
} from '#shared/domain/ids.ts';
import type { NhsNumber, PatientIdentity } from '#shared/domain/patient.ts';
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

export interface StoredSlotType extends SlotType {
  readonly isActive: boolean;
  readonly switchedAt?: Instant;
  readonly switchedReason?: string;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  /** Set when the diary no longer lists it. */
  readonly vanishedAt?: Instant;
}

/** How far and how well one day of the diary has been read. The scope of every application of a reading. */
export interface DayReading {
  readonly day: LocalDay;
  readonly generation: number;
  /** Start of the last reading of the day's sessions and counts. */
  readonly countsReadAt: Instant;
  /** Start of the last reading in which every slot of the active types was read: the age of what is offered. */
  readonly slotsReadAt?: Instant;
  /** `suspect`: too much vanished at once; nothing of the day is offered until a second reading agrees. */
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
}

/** What was booked, as it stood when the patient chose it: the diary may change under it, this does not. */
export interface BookedSlot extends Slot {
  readonly slotTypeName: string;
  readonly sessionName: string;
  readonly clinicianName: string;
  readonly siteName: string;
}

/** Sealed at rest. `name` and `ehrPatientId` are there once the EHR has matched the identity. */
export interface BookingPatient extends PatientIdentity {
  readonly name?: string;
  readonly ehrPatientId?: EhrPatientId;
  readonly reason: string;
}

export interface Booking {
  readonly id: BookingId;
  readonly slot: BookedSlot;
  /** `undefined` once purged, or when the key to it is lost. */
  readonly patient?: BookingPatient;
  readonly state: BookingState;
  /** Why it is not booked or needs a person, in the words that reception reads. */
  readonly failure?: Failure;
  readonly createdAt: Instant;
  readonly stateAt: Instant;
  readonly revision: number;
}

export interface NewBooking {
  readonly id: BookingId;
  readonly slot: BookedSlot;
  readonly patient: BookingPatient;
  readonly createdAt: Instant;
  readonly idempotencyKey?: string;
  /** Keyed hash of the asked content, so that the same key with another content is refused. */
  readonly contentHash?: string;
}

export interface Command {
  readonly id: CommandId;
  readonly kind: CommandKind;
  readonly bookingId: BookingId;
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
  readonly failure?: Failure | undefined;
}

export interface Reading {
  readonly id: number;
  readonly band: 'near' | 'soon' | 'far' | 'asked';
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly sessions: number;
  readonly sessionsRead: number;
  readonly slotsRead: number;
  readonly slotsChanged: number;
  readonly failure?: Failure;
}

export type AuditKind =
  | 'slot-type-switched'
  | 'slot-type-appeared'
  | 'slot-type-vanished'
  | 'booking-moved' // a booking's command changed its state: `from` → `to`
  | 'day-suspect'
  | 'day-trusted'
  | 'trouble-opened'
  | 'trouble-closed'
  | 'bundle-made'
  | 'store-put-aside';

/** Append-only and hash-chained. Never a patient's details. */
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
  readonly why?: string;
}

export interface StoreReader {
  readonly revision: () => number;
  readonly slotTypes: {
    all(): StoredSlotType[];
    byId(id: SlotTypeId): StoredSlotType | undefined;
    activeIds(): ReadonlySet<SlotTypeId>;
  };
  readonly days: { all(): DayReading[]; byDay(day: LocalDay): DayReading | undefined };
  /** Without those no longer in the diary. */
  readonly sessions: {
    onDay(day: LocalDay): Session[];
    between(from: LocalDay, to: LocalDay): Session[];
    byId(id: SessionId): Session | undefined;
  };
  readonly slots: {
    /** Without those no longer in the diary. */
    onDay(day: LocalDay): StoredSlot[];
    /** Of one type, with those no longer in the diary (the troubleshooter tells of them). */
    everOnDay(day: LocalDay, slotTypeId: SlotTypeId): StoredSlot[];
    /** Open in the diary and starting in [from, to). Of one type when named. Ordered by start. */
    openBetween(from: Instant, to: Instant, slotTypeId?: SlotTypeId): Slot[];
    byId(id: SlotId): StoredSlot | undefined;
  };
  readonly holds: {
    live(now: Instant): Hold[];
    onSlot(slotId: SlotId, now: Instant): Hold | undefined;
    byId(id: HoldId): Hold | undefined;
  };
  readonly bookings: {
    byId(id: BookingId): Booking | undefined;
    /** Whose slot starts at or after `from`, and any that is not settled. */
    since(from: Instant): Booking[];
    byIdempotencyKey(key: string): { readonly id: BookingId; readonly contentHash: string } | undefined;
  };
  readonly commands: {
    byBooking(id: BookingId): Command | undefined;
    /** In these states and due, soonest appointment first. */
    due(states: readonly CommandState[], now: Instant, limit: number): Command[];
    /** Not settled, review included. */
    unsettled(): Command[];
    /** When the next unsettled command comes due. */
    nextDueAt(): Instant | undefined;
  };
  readonly readings: { recent(limit: number): Reading[] };
  readonly health: { of(part: HealthPart): Health | undefined };
  readonly audit: { recent(limit: number): AuditEntry[]; firstBrokenSeq(): number | undefined };
  readonly identityTries: { wrongSince(nhsNumber: NhsNumber, since: Instant): number };
}

export interface StoreWriter extends StoreReader {
  readonly slotTypes: StoreReader['slotTypes'] & {
    /** The diary's whole list: new ones are added inactive, missing ones marked vanished. */
    see(
      types: readonly SlotType[],
      at: Instant,
    ): { readonly appeared: SlotType[]; readonly vanished: SlotType[] };
    setActive(id: SlotTypeId, isActive: boolean, at: Instant, reason: string): void;
  };
  readonly days: StoreReader['days'] & {
    apply(change: DiaryDayChange, at: Instant): void;
    nextGeneration(): number;
    /** Drops what lies before the day: past sessions and slots, and old tombstones. */
    forgetBefore(day: LocalDay): void;
  };
  readonly slots: StoreReader['slots'] & {
    /** What a write or a pre-read just taught us of one slot, before the next reading says it again. */
    setStatus(id: SlotId, status: Slot['status'], at: Instant): void;
  };
  readonly holds: StoreReader['holds'] & { add(hold: Hold): void; end(id: HoldId, at: Instant): void };
  readonly bookings: StoreReader['bookings'] & {
    add(booking: NewBooking): void;
    setPatient(id: BookingId, patient: BookingPatient): void;
  };
  readonly commands: StoreReader['commands'] & {
    add(command: NewCommand): void;
    /**
     * Moves the command, its booking's state and the audit trail together. Throws on a move that `mayMove` forbids.
     * `to` may be the state it is in: that notes a try, a wait or an absence, and moves nothing else.
     */
    move(id: CommandId, move: CommandMove): void;
  };
  readonly readings: StoreReader['readings'] & { add(reading: Omit<Reading, 'id'>): void };
  readonly health: StoreReader['health'] & { put(health: Health): void };
  readonly audit: StoreReader['audit'] & { add(entry: Omit<AuditEntry, 'seq'>): void };
  readonly identityTries: StoreReader['identityTries'] & {
    addWrong(nhsNumber: NhsNumber, at: Instant): void;
  };
}

/** Revisions after a commit: `to` is the new one. */
export interface StoreChange {
  readonly from: number;
  readonly to: number;
}

export interface Store {
  readonly read: StoreReader;
  /** One transaction, FULL on disk when it returns. A throw rolls everything back. Listeners hear after the commit. */
  write<T>(work: (tx: StoreWriter) => T): T;
  onChanged(listener: (change: StoreChange) => void): () => void;
  /** What is new in the rows that the window shows, since a revision. */
  changesSince(revision: number): ChangedRows;
  close(): void;
}

/** Which of the window's rows have a newer revision. */
export interface ChangedRows {
  readonly slotTypes: boolean;
  readonly days: readonly LocalDay[];
  readonly bookings: readonly BookingId[];
  readonly holds: boolean;
  readonly readings: boolean;
  readonly health: boolean;
  readonly audit: boolean;
}
