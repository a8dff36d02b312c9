/**
 * The diary in EMIS's own words: appointment shapes of the Partner API, property for property.
 *
 * What looks like slips here is the wire format: `patientInforamtion`, `surname` in one holder and
 * `lastName` in another, numbers in strings, one patient inside a `patientList`.
 */
import { bankHolidays } from '../diary/bank-holidays.ts';
import type { Instant, LocalDay } from '../diary/days.ts';
import {
  type DiarySession,
  type DiarySlot,
  isBusy,
  type Patient,
  type SlotContent,
  type SlotStatus,
  type StaffMember,
  statusAt,
} from '../diary/diary-types.ts';
import type { PracticePlan } from '../diary/practice-plan.ts';
import { ALL_TEMPLATES } from '../diary/session-templates.ts';
import { formatDay, formatTime } from './emis-format.ts';

const STATUS_WORDS: Readonly<Record<SlotStatus, string>> = {
  free: 'Slot Available',
  booked: 'Booked',
  arrived: 'Arrived',
  'sent-in': 'Send In',
  'quiet-sent-in': 'Quiet Send In',
  left: 'Left',
  'did-not-attend': 'DNA',
  'walked-out': 'Walked Out',
  blocked: 'Blocked',
  embargoed: 'Embargoed',
};

const formatFlag = (flag: boolean): string => (flag ? 'true' : 'false');
const fullName = (patient: Patient): string => `${patient.title} ${patient.firstNames} ${patient.lastName}`;

function staffOf(plan: PracticePlan, session: DiarySession): StaffMember[] {
  return session.clinicianIds.flatMap((id) => plan.staffMember(id) ?? []);
}

const formatHolder = ({ id, title, firstNames, lastName }: StaffMember) => ({
  dbid: id,
  refID: id,
  title,
  firstNames,
  lastName,
});

export function formatConfiguration(plan: PracticePlan, from: LocalDay, to: LocalDay) {
  const years = [...new Set([from, to].map((day) => Number(day.slice(0, 4))))];
  return {
    siteList: plan.sites.map(({ id, name }) => ({ dbid: id, refID: id, name })),
    holderList: plan.cliniciansList.map(({ id, title, firstNames, lastName }) => ({
      dbid: id,
      refID: id,
      title,
      firstNames,
      surname: lastName,
    })),
    scheduleList: ALL_TEMPLATES.map(({ name, startMinute, slotLength, pattern }) => ({
      name,
      startTime: formatTime(startMinute),
      endTime: formatTime(startMinute + pattern.length * slotLength),
      slotLength: String(slotLength),
    })),
    holidayList: {
      practice: years
        .flatMap(bankHolidays)
        .filter(({ day }) => day >= from && day <= to)
        .map(({ day, name }) => ({
          description: name,
          day: formatDay(day),
          startTime: '00:00',
          endTime: '23:59',
        })),
      staff: [],
    },
    slotTypeList: plan.slotTypes.map(({ id, name, bookable, online }) => ({
      id,
      display: name,
      description: name,
      bookable: formatFlag(bookable),
      emisAccess: formatFlag(online),
    })),
  };
}

/** Counts come from the very slots that GetSlotsForSession would answer now, so the two always agree. */
function countSlots(plan: PracticePlan, session: DiarySession, at: Instant) {
  const byType = new Map<
    string,
    { total: number; booked: number; blocked: number; embargoed: number; available: number }
  >();
  for (const slot of session.slots) {
    const counts = byType.get(slot.slotTypeId) ?? {
      total: 0,
      booked: 0,
      blocked: 0,
      embargoed: 0,
      available: 0,
    };
    const status = statusAt(slot, at);
    counts.total += 1;
    if (isBusy(status)) counts.booked += 1;
    else if (status === 'free') counts.available += 1;
    else counts[status] += 1;
    byType.set(slot.slotTypeId, counts);
  }
  return [...byType].map(([typeID, counts]) => ({
    typeID,
    description: plan.slotType(typeID)?.name ?? null,
    ...counts,
  }));
}

export function formatSession(plan: PracticePlan, session: DiarySession, at: Instant) {
  return {
    dbid: session.id,
    name: session.name,
    date: formatDay(session.day),
    startTime: formatTime(session.startMinute),
    endTime: formatTime(session.endMinute),
    slotLength: String(session.slotLength),
    slotTypeList: countSlots(plan, session, at),
    site: { dbid: session.siteId, name: plan.sites.find((site) => site.id === session.siteId)?.name ?? null },
    holderList: staffOf(plan, session).map(formatHolder),
  };
}

export function formatSlot(plan: PracticePlan, slot: DiarySlot, at: Instant) {
  const patient = slot.patientNumber === null ? undefined : plan.patientList.byNumber(slot.patientNumber);
  return {
    dbid: slot.id,
    refID: slot.id,
    startTime: formatTime(slot.startMinute),
    slotLength: String(slot.lengthMinutes),
    type: { typeID: slot.slotTypeId, description: plan.slotType(slot.slotTypeId)?.name ?? null },
    status: STATUS_WORDS[statusAt(slot, at)],
    patientList: patient
      ? {
          patient: {
            dbid: patient.patientNumber,
            refID: patient.patientNumber,
            title: patient.title,
            firstNames: patient.firstNames,
            surname: patient.lastName,
            fullName: fullName(patient),
          },
        }
      : null,
    notes: slot.notes,
    reason: slot.reason,
  };
}

export const formatSlotV2 = (plan: PracticePlan, slot: DiarySlot, at: Instant) => ({
  ...formatSlot(plan, slot, at),
  commentList: slot.comments,
});

export function formatAppointment(plan: PracticePlan, session: DiarySession, slot: DiarySlot, at: Instant) {
  return {
    slotID: slot.id,
    siteID: session.siteId,
    date: formatDay(session.day),
    startTime: formatTime(slot.startMinute),
    duration: String(slot.lengthMinutes),
    notes: slot.notes,
    reason: slot.reason,
    sessionName: session.name,
    sessionDBID: session.id,
    holderList: staffOf(plan, session).map(formatHolder),
    status: STATUS_WORDS[statusAt(slot, at)],
  };
}

export function formatAppointmentV2(plan: PracticePlan, session: DiarySession, slot: DiarySlot, at: Instant) {
  const slotType = plan.slotType(slot.slotTypeId);
  return {
    ...formatAppointment(plan, session, slot, at),
    slotType: slotType
      ? {
          id: slotType.id,
          display: slotType.name,
          description: slotType.name,
          bookable: slotType.bookable, // a boolean here, a string in the configuration
          emisAccess: formatFlag(slotType.online),
        }
      : null,
  };
}

/** The answer to a booking and to a cancellation alike: the slot as it was with its patient. */
export function formatBooked(
  session: DiarySession,
  slot: DiarySlot,
  content: SlotContent,
  patient: Patient,
  at: Instant,
) {
  return {
    appointmentInformation: {
      sessionId: session.id,
      slotId: slot.id,
      slotDateTime: `${formatDay(session.day)} ${formatTime(slot.startMinute)}`,
      endDateTime: `${formatDay(session.day)} ${formatTime(slot.startMinute + slot.lengthMinutes)}`,
      reason: content.reason,
      bookingNotes: content.notes,
      slotTypeId: Number(slot.slotTypeId),
    },
    patientInforamtion: {
      patientId: patient.patientNumber,
      led: null,
      patientNumber: patient.patientNumber,
      dob: formatDay(patient.bornOn),
      name: fullName(patient),
      hasPatientWarnings: 'false',
      actionPerformedOn: at,
    },
  };
}
