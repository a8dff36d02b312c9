/**
 * What the rest of the core may ask of the store, as types. Reading and writing are different handles: only inside
 * `write` is there anything that can change a row, and everything in one `write` is one transaction with one revision.
 */
import type { Attendance, EndedBy } from '#shared/domain/booking.ts';
import type { CommandState } from '#shared/domain/command.ts';
import type { Health, HealthPart } from '#shared/domain/health.ts';
import type {
  BookingId,
  CommandId,
  HoldId,
  NoticeId,
  SessionId,
  SlotId,
  SlotTypeId,
} from '#shared/domain/ids.ts';
import type { NhsNumber } from '#shared/domain/patient.ts';
import type { Reading } from '#shared/domain/reading.ts';
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';
import type {
  StoredSlotType,
  DayReading,
  DiaryDayChange,
  StoredSlot,
  Hold,
  BookingPatient,
  Booking,
  NewBooking,
  BookedSlot,
  KeptPlace,
  StoredNotice,
  Command,
  NewCommand,
  CommandMove,
  AuditEntry,
  StoredReading,
} from './stored-rows.ts';

export type * from './stored-rows.ts';

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
    /** Kept for this booking's patient, ended ones too, in no order. */
    forBooking(id: BookingId): Hold[];
  };
  readonly bookings: {
    byId(id: BookingId): Booking | undefined;
    /** Whose slot starts at or after `from`, and any that is not settled nor closed. */
    since(from: Instant): Booking[];
    /** The booking that is to take this one's place, or has; the newest that is not over. */
    replacementOf(id: BookingId): Booking | undefined;
    /** Confirmed or being cancelled, starting in [from, to): what the diary must have. */
    kept(from: Instant, to: Instant): Booking[];
    /** The confirmed ones of them, without opening what is sealed. A row that changed has another revision. */
    keptPlaces(from: Instant, to: Instant): KeptPlace[];
    byIdempotencyKey(key: string): { readonly id: BookingId; readonly contentHash: string } | undefined;
  };
  readonly notices: {
    /** Not delivered and due, oldest first. */
    due(now: Instant, limit: number): StoredNotice[];
    nextDueAt(): Instant | undefined;
    /** Of a booking: neither delivered nor given up, in the order in which they were written down. */
    waitingOf(id: BookingId): StoredNotice[];
    /** The newest of a booking. */
    lastOf(id: BookingId): StoredNotice | undefined;
  };
  readonly commands: {
    /** The one that is not settled, else the newest: of a booking that is being cancelled, its cancellation. */
    byBooking(id: BookingId): Command | undefined;
    /** The one that made it, whatever came after. */
    bookOf(id: BookingId): Command | undefined;
    /** The one that makes, or made, the booking with this mark. */
    bookWithToken(token: string): Command | undefined;
    /** In these states and due, soonest appointment first. */
    due(states: readonly CommandState[], now: Instant, limit: number): Command[];
    /** Not settled, review included, unless its booking was closed. */
    unsettled(): Command[];
    /** Confirmed, starting at `from` or later, and not seen open again in the diary since: their slots are taken. */
    keepingSlots(from: Instant): Command[];
    /** When the next unsettled command comes due. */
    nextDueAt(): Instant | undefined;
  };
  readonly readings: { recent(limit: number): StoredReading[] };
  readonly health: { of(part: HealthPart): Health | undefined };
  readonly audit: { recent(limit: number): AuditEntry[]; firstBrokenSeq(): number | undefined };
  readonly identityTries: { wrongSince(nhsNumber: NhsNumber, since: Instant): number };
}

export interface StoreWriter extends StoreReader {
  readonly slotTypes: StoreReader['slotTypes'] & {
    /**
     * What the diary lists: new ones are added inactive. Of a whole list (the usual) missing ones are marked vanished;
     * where only types with a free slot are listed they are marked as missing and keep what is known of them.
     */
    see(
      types: readonly SlotType[],
      at: Instant,
      isWholeList?: boolean,
    ): { readonly appeared: SlotType[]; readonly vanished: SlotType[] };
    setActive(id: SlotTypeId, isActive: boolean, at: Instant, reason: string): void;
    /** The missing type and the one that appeared are two: not asked again until the missing one is back. */
    settleNotRenamed(goneId: SlotTypeId, appearedId: SlotTypeId): void;
  };
  readonly days: StoreReader['days'] & {
    apply(change: DiaryDayChange, at: Instant): void;
    nextGeneration(): number;
    /**
     * The PC's clock was set back to `at`, so how old a reading is nobody knows: no day's slots count as read, and no write of
     * ours as later than now.
     */
    doubt(at: Instant): void;
    /**
     * Drops what lies before the day: past sessions and slots, and old tombstones. Patients' details and notes of thirty
     * days before go too; a booking that has waited for a person since then is closed, and nobody is told.
     */
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
    setEndedBy(id: BookingId, by: EndedBy): void;
    setAttendance(id: BookingId, attendance: Attendance | undefined): void;
    /** Staff moved it in the EHR: it stands in another slot now. Its own command's slot goes with it. */
    setSlot(id: BookingId, slot: BookedSlot): void;
  };
  readonly notices: StoreReader['notices'] & {
    add(notice: Pick<StoredNotice, 'id' | 'bookingId' | 'kind' | 'at'>): void;
    delivered(id: NoticeId, at: Instant): void;
    /** Not delivered, as far as is known: tried again from then on. */
    tryAgain(id: NoticeId, notBefore: Instant): void;
    /** Nobody is helped by it any more: it is kept, and never tried again. */
    giveUp(id: NoticeId): void;
  };
  readonly commands: StoreReader['commands'] & {
    /**
     * With its audit row. A `book` begins as received, a `cancel` as ready. Throws `slot-taken` while another command is in,
     * or may come to be in, the slot; and `try-later` while the booking has another command that is not settled.
     */
    add(command: NewCommand): void;
    /**
     * Moves the command, its booking's state and the audit trail together; a confirmed booking sets its slot booked, a
     * confirmed cancellation lets its slot go.
     * Throws on a move that `mayMove` forbids; `not-found` for a confirmed booking that has been cancelled since, and
     * `try-later` while its cancellation is on its way, where the move would make it a matter for a person; `slot-taken`
     * where it would be sent once more into a slot that has become another's.
     * `to` may be the state it is in: that notes a try, a wait or an absence, and moves nothing else.
     */
    move(id: CommandId, move: CommandMove): void;
  };
  readonly readings: StoreReader['readings'] & { add(reading: Reading): void };
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
