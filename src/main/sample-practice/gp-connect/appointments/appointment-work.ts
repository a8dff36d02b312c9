/**
 * The work on appointments: a patient's list, one of them, and the three writes.
 *
 * Look at the version before anything else of a change: whoever sends an old one has not seen what happened since, and
 * must hear 409 rather than be told what is wrong with his text.
 */
import { instantAt, isLocalDay, type LocalDay, wallClock } from '../../diary/days.ts';
import { ONLINE_BOOKINGS_USER } from '../../diary/practice-plan.ts';
import { type Appointment, createAppointmentRegister } from './appointment-register.ts';
import { bookingRefusal } from './booking-refusal.ts';
import { EXTENSIONS } from '../wire/fhir-names.ts';
import { formatAppointment } from './format-appointment.ts';
import { formatBundle } from '../wire/format-directory.ts';
import { GpConnectRefusal } from '../wire/gp-connect-refusal.ts';
import type { Fields, GpConnectAnswer, GpConnectContext } from '../gp-connect-types.ts';
import { isFields, isText, listOf } from '../gp-connect-types.ts';
import {
  type AskedAppointment,
  readAppointmentBody,
  readResource,
  readWords,
  wrong,
} from './read-appointment-body.ts';
import { sameBut } from './same-but.ts';

const invalid = (words: string): GpConnectRefusal => new GpConnectRefusal('INVALID_PARAMETER', words);

const etagOf = ({ version }: Appointment): Readonly<Record<string, string>> => ({ etag: `W/"${version}"` });

function answerWith({ diary }: GpConnectContext, appointment: Appointment): GpConnectAnswer {
  return { status: 200, headers: etagOf(appointment), resource: formatAppointment(diary.plan, appointment) };
}

function findOne({ diary, id }: GpConnectContext, itsId = id): Appointment {
  const appointment = createAppointmentRegister(diary).find(itsId);
  if (!appointment) throw new GpConnectRefusal('NO_RECORD_FOUND', 'There is no such appointment');
  return appointment;
}

export const readAppointment = (context: GpConnectContext): GpConnectAnswer =>
  answerWith(context, findOne(context));

function datesAsked({ diary, query }: GpConnectContext): { from: LocalDay; to: LocalDay } {
  const given = query.getAll('start');
  const dateWith = (prefix: string): LocalDay | undefined =>
    given.find((text) => text.startsWith(prefix))?.slice(prefix.length);
  const [from, to] = [dateWith('ge'), dateWith('le')];
  if (given.length !== 2 || from === undefined || to === undefined)
    throw invalid('Two start parameters are needed, one with ge and one with le');
  if (!isLocalDay(from) || !isLocalDay(to)) throw invalid('The start parameters must be dates');
  if (from < wallClock(diary.clock.now()).day) throw invalid('Appointments in the past cannot be asked for');
  if (to < from) throw invalid('The period ends before it starts');
  return { from, to };
}

export async function patientAppointments(context: GpConnectContext): Promise<GpConnectAnswer> {
  const { diary, id } = context;
  const patient = /^\d{1,9}$/.test(id) ? diary.plan.patientList.byNumber(Number(id)) : undefined;
  if (!patient) throw new GpConnectRefusal('PATIENT_NOT_FOUND', 'There is no such patient');
  const { from, to } = datesAsked(context);
  const found = await createAppointmentRegister(diary).ofPatient(patient.patientNumber, from, to);
  return {
    status: 200,
    resource: formatBundle(found.map((appointment) => formatAppointment(diary.plan, appointment))),
  };
}

function checkPlace({ diary, modes }: GpConnectContext, asked: AskedAppointment): number {
  const [slotId = 0, ...more] = asked.slotIds;
  if (more.length > 0) throw wrong('This practice books one slot at a time');
  const slot = diary.slot(slotId);
  const session = slot && diary.session(slot.sessionId);
  if (!slot || !session || !diary.plan.slotType(slot.slotTypeId)?.online) {
    const code = modes.unknownSlot === 'reference-not-found' ? 'REFERENCE_NOT_FOUND' : 'INVALID_RESOURCE';
    throw new GpConnectRefusal(code, 'There is no such slot');
  }
  const start = instantAt(session.day, slot.startMinute);
  if (asked.start !== start || asked.end !== instantAt(session.day, slot.startMinute + slot.lengthMinutes))
    throw wrong('start and end are not those of the slot');
  if (start <= diary.clock.now()) throw wrong('The slot is in the past');
  if (asked.siteId !== session.siteId) throw wrong('The location is not that of the slot');
  if (asked.clinicianIds.some((clinician) => !session.clinicianIds.includes(clinician)))
    throw wrong('The practitioner is not that of the slot');
  return slotId;
}

export function bookAppointment(context: GpConnectContext): GpConnectAnswer {
  const { appointments, root, modes, body } = context;
  const asked = readAppointmentBody(body);
  const slotId = checkPlace(context, asked);
  const attempt = appointments.book({
    slotId,
    patientNumber: asked.patientNumber,
    notes: asked.description,
    comments: asked.comment === undefined ? [] : [asked.comment],
    bookedBy: String(ONLINE_BOOKINGS_USER),
    bookedFrom: asked.organisation,
  });
  if (!attempt.ok) throw bookingRefusal(attempt.why, modes);
  const appointment = findOne(context, `${slotId}-${attempt.slot.entry ?? 0}`);
  const location = `${root}/Appointment/${appointment.id}`;
  return { ...answerWith(context, appointment), status: 201, headers: { ...etagOf(appointment), location } };
}

/** The appointment that may be changed now, and the resource that was sent for it. */
function openForChange(context: GpConnectContext): { appointment: Appointment; now: Fields; asked: Fields } {
  const { diary, ifMatch, body, id } = context;
  const appointment = findOne(context);
  const [, version] = /^W\/"([^"]+)"$/.exec(ifMatch ?? '') ?? [];
  if (version === undefined) throw new GpConnectRefusal('BAD_REQUEST', 'The If-Match header has no version');
  if (version !== String(appointment.version))
    throw new GpConnectRefusal('FHIR_CONSTRAINT_VIOLATION', 'The appointment has been changed since');
  const asked = readResource(body, ['id']);
  if (asked['id'] !== id) throw wrong('The Appointment is not the one in the address');
  if (appointment.cancelled) throw wrong('The appointment is cancelled');
  if (instantAt(appointment.session.day, appointment.slot.startMinute) <= diary.clock.now())
    throw wrong('The appointment is in the past');
  return { appointment, now: formatAppointment(diary.plan, appointment), asked };
}

export function amendAppointment(context: GpConnectContext): GpConnectAnswer {
  const { appointment, now, asked } = openForChange(context);
  if (!sameBut(['description', 'comment'], now, asked))
    throw wrong('Only the description and the comment can be amended');
  const { description, comment } = readWords(asked);
  const before = now['comment'];
  const comments = comment === before ? appointment.booking.comments : comment === undefined ? [] : [comment];
  const attempt = context.appointments.reword(appointment.slot.id, { notes: description, comments });
  if (!attempt.ok) throw bookingRefusal(attempt.why, context.modes);
  return answerWith(context, findOne(context));
}

export function cancelAppointment(context: GpConnectContext): GpConnectAnswer {
  const { appointment, now, asked } = openForChange(context);
  const isReason = (one: unknown): one is Fields =>
    isFields(one) && one['url'] === EXTENSIONS.cancellationReason;
  const [reason, ...more] = listOf(asked['extension']).filter(isReason);
  const why = reason?.['valueString'];
  if (asked['status'] !== 'cancelled') throw wrong('The status must be cancelled');
  if (!isText(why) || more.length > 0) throw wrong('The reason for the cancellation is missing');
  const rest = listOf(asked['extension']).filter((one) => !isReason(one));
  if (!sameBut(['status'], now, { ...asked, extension: rest }))
    throw wrong('Nothing but the status and the reason for the cancellation may change');
  const attempt = context.appointments.cancel(appointment.slot.id, appointment.booking.patientNumber, why);
  if (!attempt.ok) throw bookingRefusal(attempt.why, context.modes);
  return answerWith(context, findOne(context));
}
