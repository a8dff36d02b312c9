/**
 * The diary's things under SystmOne's names: users, clinics, statuses, times on the wall and appointment ids.
 *
 * A clinic has no id and a slot has none: six values are all that names one, and two slots may share all six.
 */
import { instantAt, type Instant } from '../diary/days.ts';
import {
  type BusyStatus,
  type DiarySession,
  type DiarySlot,
  type StaffMember,
  type StoredStatus,
  statusAt,
} from '../diary/diary-types.ts';
import type { PracticePlan } from '../diary/practice-plan.ts';
import type { WallText } from './systmone-elements.ts';
import { leaf, wrap } from './systmone-xml.ts';

export type SixValues = {
  readonly userName: string;
  readonly siteName: string;
  readonly clinicType: string;
  readonly slotType: string;
  readonly start: WallText;
  readonly duration: number;
};

const two = (number: number): string => String(number).padStart(2, '0');

/** 'mpatel101': no two members of staff share it, whatever their names. */
export function userNameOf({ id, firstNames, lastName }: StaffMember): string {
  const letters = lastName.replace(/[^A-Za-z]/g, '');
  return `${firstNames.slice(0, 1)}${letters}${id}`.toLowerCase();
}

const startOf = ({ day }: DiarySession, { startMinute }: DiarySlot): WallText =>
  `${day}T${two(Math.floor(startMinute / 60))}:${two(startMinute % 60)}:00`;

export const hasBegun = (session: DiarySession, slot: DiarySlot, at: Instant): boolean =>
  instantAt(session.day, slot.startMinute) <= at;

/** A session with several holders stands under the first one's name: a clinic has one user. */
export function sixValuesOf(plan: PracticePlan, session: DiarySession, slot: DiarySlot): SixValues {
  const holder = plan.staffMember(session.clinicianIds[0] ?? 0);
  return {
    userName: holder ? userNameOf(holder) : '',
    siteName: plan.sites.find(({ id }) => id === session.siteId)?.name ?? '',
    clinicType: session.name,
    slotType: plan.slotType(slot.slotTypeId)?.name ?? '',
    start: startOf(session, slot),
    duration: slot.lengthMinutes,
  };
}

/** Free to be booked now: SystmOne shows no other slot, whatever the reason is. */
export const isOffered = (plan: PracticePlan, slot: DiarySlot, at: Instant): boolean =>
  statusAt(slot, at) === 'free' && plan.slotType(slot.slotTypeId)?.bookable === true;

export const formatSlot = ({ slotType, start, duration }: SixValues): string =>
  wrap('Slot', leaf('SlotType', slotType), leaf('DateTimeStart', start), leaf('Duration', duration));

export const formatClinic = (
  { userName, siteName, clinicType }: SixValues,
  slots: readonly string[],
): string =>
  wrap(
    'Clinic',
    leaf('UserName', userName),
    leaf('SiteName', siteName),
    leaf('ClinicType', clinicType),
    ...slots,
  );

const STATUS_WORDS: Readonly<Record<BusyStatus, string>> = {
  booked: 'Booked',
  arrived: 'Arrived',
  'sent-in': 'In Progress',
  'quiet-sent-in': 'In Progress',
  left: 'Finished',
  'did-not-attend': 'Did Not Attend',
  'walked-out': 'Patient Walked Out',
};

export const formatStatus = (status: BusyStatus): string => STATUS_WORDS[status];

const STATUSES: Readonly<Record<string, StoredStatus>> = {
  Booked: 'booked',
  Arrived: 'arrived',
  'In Progress': 'sent-in',
  Finished: 'left',
  'Did Not Attend': 'did-not-attend',
  'Patient Walked Out': 'walked-out',
  'Cancelled by Patient': 'free',
  'Cancelled by Unit': 'free',
  'Cancelled by Other Service': 'free',
};

/** `free` = one of the three cancellations: here a cancelled appointment leaves the diary and its slot is free again at once. */
export const parseStatus = (words: string): StoredStatus | undefined =>
  Object.hasOwn(STATUSES, words) ? STATUSES[words] : undefined;

const hex8 = (number: number): string => number.toString(16).padStart(8, '0');

/** 16 hex characters: which slot, and which of its bookings. */
export const appointmentUidOf = ({ id, entry = 0 }: DiarySlot): string => `${hex8(id)}${hex8(entry)}`;

/** The slot that an AppointmentUID may be about; whether it still holds that booking is to be asked of the slot. */
export const slotIdOfUid = (uid: string): number | undefined =>
  /^[0-9a-f]{16}$/i.test(uid) ? Number.parseInt(uid.slice(0, 8), 16) : undefined;
