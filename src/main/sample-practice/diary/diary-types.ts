/**
 * The words of the sample practice's diary: what a day, a session and a slot are made of.
 *
 * No vendor's vocabulary here: the EMIS, SystmOne and GP Connect servers each translate these to
 * their own wire. Note that `embargoed` is never stored: a free slot is embargoed until its
 * `releaseAt`, by the clock alone.
 */
import type { Instant, LocalDay } from './days.ts';

export type BusyStatus =
  | 'booked'
  | 'arrived'
  | 'sent-in'
  | 'quiet-sent-in'
  | 'left'
  | 'did-not-attend'
  | 'walked-out';

export type StoredStatus = 'free' | 'blocked' | BusyStatus;
export type SlotStatus = StoredStatus | 'embargoed';

/** The part of a slot that people change; the rest of it is built with the session. */
export type SlotContent = {
  status: StoredStatus;
  slotTypeId: string;
  patientNumber: number | null;
  reason: string | null;
  notes: string | null;
  comments: readonly string[];
  bookedBy: string | null;
  /**
   * Which booking this is: the revision that made it, kept until it ends. Absent where the slot has none, and for a booking
   * that was thrown with the day.
   */
  entry?: number | undefined;
  /** Absent for a booking that was thrown with the day. */
  bookedAt?: Instant | undefined;
  /** Where it was booked, if not in this practice; only for interfaces that ask. */
  bookedFrom?: BookingOrganisation | undefined;
  /** The slot's bookings that are over, oldest first. */
  ended?: readonly EndedBooking[] | undefined;
};

export type BookingOrganisation = {
  readonly name: string;
  readonly odsCode: string | null;
  readonly telephone: string;
};

/** A booking as it was when it ended: cancelled, given to somebody else, or taken out with its session. */
export type EndedBooking = Omit<SlotContent, 'ended' | 'patientNumber'> & {
  readonly patientNumber: number;
  /** the revision that ended it */
  readonly endedBy: number;
  readonly why: string | null;
};

export type DiarySlot = SlotContent & {
  readonly id: number;
  readonly sessionId: number;
  /** minutes after midnight on the practice wall */
  readonly startMinute: number;
  readonly lengthMinutes: number;
  readonly releaseAt: Instant | null;
};

export type DiarySession = {
  readonly id: number;
  readonly day: LocalDay;
  readonly name: string;
  readonly siteId: number;
  readonly clinicianIds: readonly number[];
  readonly startMinute: number;
  readonly endMinute: number;
  readonly slotLength: number;
  readonly slots: readonly DiarySlot[];
};

export type SlotType = {
  readonly id: string;
  readonly name: string;
  /** the practice lets patients be booked into it at all */
  readonly bookable: boolean;
  /** the practice shows it to patients online */
  readonly online: boolean;
};

export type Site = { readonly id: number; readonly name: string };

export type Role = 'gp' | 'registrar' | 'nurse' | 'hca' | 'pharmacist' | 'physio' | 'paramedic' | 'reception';

export type StaffMember = {
  readonly id: number;
  readonly guid: string;
  readonly title: string;
  readonly firstNames: string;
  readonly lastName: string;
  readonly role: Role;
  readonly siteId: number;
};

export type Patient = {
  readonly patientNumber: number;
  readonly guid: string;
  readonly nhsNumber: string;
  readonly title: string;
  readonly firstNames: string;
  readonly lastName: string;
  readonly sex: 'M' | 'F';
  readonly bornOn: LocalDay;
  readonly street: string;
  readonly town: string;
  readonly postCode: string;
  readonly homeTelephone: string;
  readonly mobile: string;
  readonly email: string;
  readonly diedOn: LocalDay | null;
  readonly leftOn: LocalDay | null;
};

/** Session and slot ids say where they belong, so nothing has to be indexed to find them again. */
export const FIRST_DAY_NUMBER = 18_262; // 2020-01-01
export const SESSIONS_A_DAY = 1_000;
export const SLOTS_A_SESSION = 100;
/** Sessions from this place on were added by staff, not built from a template. */
export const FIRST_ADDED_SESSION = 800;

export const sessionIdOf = (slotId: number): number => Math.floor(slotId / SLOTS_A_SESSION);
export const dayNumberOf = (sessionId: number): number =>
  Math.floor(sessionId / SESSIONS_A_DAY) + FIRST_DAY_NUMBER;

export const isBusy = (status: SlotStatus): status is BusyStatus =>
  status !== 'free' && status !== 'blocked' && status !== 'embargoed';

export function statusAt(slot: DiarySlot, at: Instant): SlotStatus {
  const waits = slot.status === 'free' && slot.releaseAt !== null && at < slot.releaseAt;
  return waits ? 'embargoed' : slot.status;
}
