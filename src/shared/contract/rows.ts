/**
 * The rows that the window shows. Whole rows travel, never parts; each has an `id`, so that one pure function applies
 * every change. Patients' details are here because reception needs them; they stop at the window.
 */
import type { Attendance, BookingState, EndedBy } from '../domain/booking.ts';
import type { CommandKind } from '../domain/command.ts';
import type { EhrKind, EhrProduct, EhrSight } from '../domain/ehr.ts';
import type { Failure } from '../domain/failure.ts';
import type { Health } from '../domain/health.ts';
import type { BookingId, HoldId, SessionId, SlotId, SlotTypeId } from '../domain/ids.ts';
import type { KeyTrouble } from '../domain/key-trouble.ts';
import type { NoticeKind } from '../domain/notice.ts';
import type { Reading } from '../domain/reading.ts';
import type { SlotStatus } from '../domain/slot.ts';
import type { Instant, LocalDay } from '../domain/time.ts';
import type { OfferVerdict } from '../domain/why-missing.ts';

export type { SwitchPreview } from '../domain/switch-preview.ts';
export type { WhyAnswer, WhyQuestion, WhySlot, WhyStep } from '../domain/why-missing.ts';

export interface PracticeRow {
  readonly id: 'practice';
  readonly name: string;
  readonly ehr: EhrProduct;
  readonly ehrKind: EhrKind;
  /** What the protocol tells at all; what it does not, a screen says instead of showing none. */
  readonly sees: EhrSight;
  readonly isSample: boolean;
  readonly bookingSiteUrl?: string;
  /** Why patients cannot reach the booking site, when it could not be opened. */
  readonly bookingSiteFailure?: Failure;
  /** Why patients' details can neither be shown nor kept. Absent: they can. */
  readonly keyTrouble?: KeyTrouble;
  /** Start-up news that reception must see: a database put aside, a key kept in a file. */
  readonly notices: readonly { readonly code: string; readonly text: string }[];
  readonly pace: { readonly horizonDays: number; readonly nearEverySeconds: number };
  readonly version: string;
}

export interface SlotTypeRow {
  readonly id: SlotTypeId;
  readonly name: string;
  readonly isActive: boolean;
  readonly bookableInEhr?: boolean;
  readonly switchedAt?: Instant;
  readonly switchedReason?: string;
  readonly lastSeenAt: Instant;
  readonly vanishedAt?: Instant;
  /** This active type was gone when these appeared: perhaps it was renamed. For the manager to settle. */
  readonly renamedTo?: readonly SlotTypeId[];
  /** Over the days that are read, from today on, by the diary's own counts. */
  readonly sessions: number;
  readonly open: number;
  readonly booked: number;
  readonly blocked: number;
  readonly embargoed: number;
  /** What patients can book now, by the offer engine. Always 0 for a type that is not active. */
  readonly offered: number;
  readonly offeredDays: number;
  readonly nextOfferedAt?: Instant;
  /** Oldest reading that covers its days. */
  readonly asOf?: Instant;
}

export interface BookingRow {
  readonly id: BookingId;
  readonly slotId: SlotId;
  readonly day: LocalDay;
  readonly startsAt: Instant;
  readonly durationMin: number;
  readonly slotTypeName: string;
  readonly sessionName: string;
  readonly clinicianName: string;
  readonly siteName: string;
  /** Undefined until the EHR has matched the patient, or once the details are purged. */
  readonly patientName?: string;
  readonly nhsNumber?: string;
  readonly dateOfBirth?: LocalDay;
  readonly reason?: string;
  /** Its patient's details are kept, but sealed with a key that cannot be had here. */
  readonly isSealed?: true;
  readonly state: BookingState;
  readonly failure?: Failure;
  readonly createdAt: Instant;
  readonly stateAt: Instant;
  /** Of a cancelled one: by whom. */
  readonly endedBy?: EndedBy;
  readonly attendance?: Attendance;
  /** This booking is to take the place of that one, or has. */
  readonly replaces?: BookingId;
  /** That booking is to take this one's place: it is being moved. */
  readonly replacedBy?: BookingId;
  /** The other half of a move that ended with both in the diary. */
  readonly standsBeside?: BookingId;
  /** What is on its way to the diary for it, and since when; absent when nothing is. */
  readonly pending?: {
    readonly kind: CommandKind;
    readonly since: Instant;
    readonly attempts: number;
    readonly nextTryAt: Instant;
    /** Until then it can be taken back. */
    readonly undoUntil?: Instant;
    /** Of a cancellation: for whom. `move`: another appointment has its place. */
    readonly by?: EndedBy;
  };
  /** Of one that needs you: what could not be proven, the booking or its cancellation. */
  readonly unproven?: CommandKind;
  /** What the patient was told last, and whether a gateway has delivered it. */
  readonly told?: { readonly kind: NoticeKind; readonly at: Instant; readonly deliveredAt?: Instant };
}

export interface HoldRow {
  readonly id: HoldId;
  readonly slotId: SlotId;
  readonly startsAt: Instant;
  readonly day: LocalDay;
  readonly slotTypeName: string;
  readonly clinicianName: string;
  readonly expiresAt: Instant;
  /** Kept for the patient of this booking, which came to nothing; left out: for whoever is choosing. */
  readonly forBooking?: BookingId;
}

export type HealthRow = Health & { readonly id: 'read' | 'write' };

export type ReadingRow = Reading & { readonly id: string };

/** What happened, newest first. The view chooses the words. */
export interface EventRow {
  readonly id: string;
  readonly at: Instant;
  readonly kind: string;
  readonly who: string;
  readonly subject: string;
  readonly from?: string;
  readonly to?: string;
  readonly why?: string;
}

/** A day of the diary that has been read; a new revision means that an open day diary is out of date. */
export interface DayRow {
  readonly id: LocalDay;
  readonly revision: number;
  readonly countsReadAt: Instant;
  readonly slotsReadAt?: Instant;
  readonly state: 'whole' | 'suspect';
}

// What is asked for one screen at a time.

export interface DiarySlot {
  readonly id: SlotId;
  readonly startsAt: Instant;
  readonly durationMin: number;
  readonly slotTypeId: SlotTypeId;
  readonly slotTypeName: string;
  readonly status: SlotStatus;
  readonly offer: OfferVerdict;
  /** The online booking in it, by id into the booking rows. */
  readonly bookingId?: BookingId;
}

export interface DiarySession {
  readonly id: SessionId;
  readonly name: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly siteName: string;
  readonly clinicianName: string;
  /** All slot types of the session by the diary's counts; only active types have their slots listed. */
  readonly open: number;
  readonly offered: number;
  readonly booked: number;
  readonly blocked: number;
  readonly embargoed: number;
  readonly slots: readonly DiarySlot[];
}

export interface DayDiary {
  readonly day: LocalDay;
  readonly asOf?: Instant;
  readonly state: 'not-read' | 'whole' | 'suspect';
  readonly sessions: readonly DiarySession[];
}

export interface BundlePreview {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly text: string }[];
  /** What could not be collected, in words. */
  readonly missing: readonly string[];
}
