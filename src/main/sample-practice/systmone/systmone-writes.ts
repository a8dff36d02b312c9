/**
 * Booking, changing and taking out appointments.
 *
 * A booking names no slot: all six values must match one that is free, and of several equal ones the first is taken. There
 * is no memory of requests: the same booking sent twice finds another equal slot, or none.
 */
import { ONLINE_BOOKINGS_USER } from '../diary/practice-plan.ts';
import type { Attempt, Done } from '../diary/appointments.ts';
import type { DiarySlot, Patient } from '../diary/diary-types.ts';
import { isBusy } from '../diary/diary-types.ts';
import { type Elements, elementsOf } from './systmone-elements.ts';
import { formatIdentity, patientOf } from './systmone-people.ts';
import { refusalFor, SystmOneRefusal } from './systmone-refusal.ts';
import type { Content, FunctionContext } from './systmone-types.ts';
import {
  appointmentUidOf,
  isOffered,
  parseStatus,
  type SixValues,
  sixValuesOf,
  slotIdOfUid,
} from './systmone-words.ts';
import { leaf, type XmlNode } from './systmone-xml.ts';

function done(attempt: Attempt): Done {
  if (!attempt.ok) throw refusalFor(attempt.why);
  return attempt;
}

function refuseOpenRecord({ openRecords }: FunctionContext, { nhsNumber }: Patient): void {
  if (openRecords.has(nhsNumber))
    throw new SystmOneRefusal('The patient record is open in this client. Close it and try again', false);
}

/** The template has Slot inside Clinic, the schema beside it: either will do, both at once will not. */
function readSixValues(appointment: Elements): SixValues {
  const clinicNode = appointment.one('Clinic');
  if (!clinicNode) throw new SystmOneRefusal('Clinic is required');
  const clinic = elementsOf(clinicNode, ['UserName', 'SiteName', 'ClinicType', 'Slot']);
  const places = [clinic.one('Slot'), appointment.one('Slot')].filter((node): node is XmlNode => !!node);
  const [slotNode] = places;
  if (!slotNode || places.length > 1) throw new SystmOneRefusal('One Slot is required');
  const slot = elementsOf(slotNode, ['SlotType', 'DateTimeStart', 'Duration']);
  const duration = slot.text('Duration');
  if (!/^\d{1,4}(\.0+)?$/.test(duration))
    throw new SystmOneRefusal('Duration must be a whole number of minutes');
  return {
    userName: clinic.text('UserName'),
    siteName: clinic.text('SiteName'),
    clinicType: clinic.text('ClinicType'),
    slotType: slot.text('SlotType'),
    start: slot.at('DateTimeStart'),
    duration: Number(duration),
  };
}

const isSame = (one: SixValues, other: SixValues): boolean =>
  one.userName === other.userName &&
  one.siteName === other.siteName &&
  one.clinicType === other.clinicType &&
  one.slotType === other.slotType &&
  one.start === other.start &&
  one.duration === other.duration;

function findFree({ diary }: FunctionContext, wanted: SixValues): DiarySlot {
  const at = diary.clock.now();
  for (const session of diary.sessionsOn(wanted.start.slice(0, 10))) {
    for (const slot of session.slots) {
      if (isOffered(diary.plan, slot, at) && isSame(wanted, sixValuesOf(diary.plan, session, slot)))
        return slot;
    }
  }
  throw refusalFor('taken');
}

/** The slot that holds exactly this booking of this patient. */
function findBooked({ diary }: FunctionContext, uid: string, patient: Patient): DiarySlot {
  const slotId = slotIdOfUid(uid);
  const slot = slotId === undefined ? undefined : diary.slot(slotId);
  if (!slot || !isBusy(slot.status) || appointmentUidOf(slot) !== uid.toLowerCase())
    throw refusalFor('not-booked');
  if (slot.patientNumber !== patient.patientNumber) throw refusalFor('another-patient');
  return slot;
}

const saved = (patient: Patient, uid: string): Content => ({
  rest: formatIdentity(patient) + leaf('AppointmentUID', uid) + leaf('RecordState', 'Closed'),
});

/** Nobody presses Save in the sample: what was left open is never in the diary, and its record stays open. */
function leftOpen({ openRecords }: FunctionContext, patient: Patient, uid: string): Content {
  openRecords.add(patient.nhsNumber);
  return { rest: formatIdentity(patient) + leaf('AppointmentUID', uid) + leaf('RecordState', 'Open') };
}

function change(context: FunctionContext, patient: Patient, asked: Elements, isLeftOpen: boolean): Content {
  if (asked.has('Clinic') || asked.has('Slot'))
    throw new SystmOneRefusal('An appointment cannot be moved by changing its clinic or slot');
  const uid = asked.text('AppointmentUID').toLowerCase();
  const slot = findBooked(context, uid, patient);
  const words = asked.optional('Status');
  const comments = asked.optional('Comments');
  const status = words === undefined ? undefined : parseStatus(words);
  if (words !== undefined && !status) throw new SystmOneRefusal('Status is not one of the known ones');
  if (!status && comments === undefined) throw new SystmOneRefusal('There is nothing to change');
  if (isLeftOpen) return leftOpen(context, patient, uid);
  const { appointments } = context;
  // The status first: where it is refused, nothing at all may change.
  if (status === 'free') done(appointments.cancel(slot.id, patient.patientNumber));
  else if (status) done(appointments.setStatus(slot.id, status, patient.patientNumber));
  if (comments !== undefined && status !== 'free') done(appointments.setNotes(slot.id, comments || null));
  return saved(patient, uid);
}

function book(context: FunctionContext, patient: Patient, asked: Elements, isLeftOpen: boolean): Content {
  if (asked.has('Status')) throw new SystmOneRefusal('A new appointment has no status yet');
  const slot = findFree(context, readSixValues(asked));
  if (isLeftOpen) return leftOpen(context, patient, appointmentUidOf(slot));
  const booked = done(
    context.appointments.book({
      slotId: slot.id,
      patientNumber: patient.patientNumber,
      notes: asked.optional('Comments') || null,
      bookedBy: String(ONLINE_BOOKINGS_USER),
    }),
  );
  const uid = appointmentUidOf(booked.slot);
  context.added.add(uid);
  return saved(patient, uid);
}

export function updatePatientRecord(context: FunctionContext): Content {
  const asked = elementsOf(context.parameters, ['Identity', 'NonClinical', 'LeaveRecordOpen']);
  const patient = patientOf(context.diary.plan, asked);
  const nonClinical = asked.one('NonClinical');
  const appointmentNode = nonClinical && elementsOf(nonClinical, ['Appointment']).one('Appointment');
  if (!appointmentNode)
    throw new SystmOneRefusal('The sample only keeps appointments: Appointment is required');
  const appointment = elementsOf(appointmentNode, [
    'AppointmentUID',
    'Clinic',
    'Slot',
    'Status',
    'Comments',
    'LinkedReferralUID',
    'Flag',
  ]);
  refuseOpenRecord(context, patient);
  const act = appointment.has('AppointmentUID') ? change : book;
  return act(context, patient, appointment, asked.has('LeaveRecordOpen'));
}

/** All or none, and only what this API key has added. */
export function deletePatientRecord(context: FunctionContext): Content {
  const asked = elementsOf(context.parameters, ['Identity', 'Reason', 'AppointmentUID'], ['AppointmentUID']);
  const patient = patientOf(context.diary.plan, asked);
  asked.text('Reason');
  const uids = [...new Set(asked.all('AppointmentUID').map((uid) => uid.toLowerCase()))];
  if (uids.length === 0) throw new SystmOneRefusal('AppointmentUID is required');
  refuseOpenRecord(context, patient);
  const slots = uids.map((uid) => {
    const slot = findBooked(context, uid, patient);
    if (!context.added.has(uid))
      throw new SystmOneRefusal('Only what this application has added can be deleted');
    if (slot.status !== 'booked') throw refusalFor('does-not-follow');
    return slot;
  });
  for (const slot of slots) done(context.appointments.cancel(slot.id, patient.patientNumber));
  return { rest: formatIdentity(patient) + leaf('RecordState', 'Closed') };
}
