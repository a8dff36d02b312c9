/**
 * The work behind the Partner API's appointment operations: from checked parameters to the answer.
 *
 * Everything that walks days does so asynchronously and may see a change between two of them, as a
 * client of a living diary must expect.
 */
import type { Attempt, Done } from '../diary/appointments.ts';
import { instantAt, wallClock } from '../diary/days.ts';
import type { DiarySession, StoredStatus } from '../diary/diary-types.ts';
import { type EmisModes, EmisRefusal, refusalFor } from './emis-errors.ts';
import { formatBookedPatient, formatSessionHolders } from './emis-people.ts';
import { formatTime } from './emis-format.ts';
import { type formatAppointment, formatBooked, formatSession, type formatSlot } from './emis-shapes.ts';
import type { EmisAnswer, EmisContext } from './emis-types.ts';

const MINUTES_IN_30_DAYS = 30 * 24 * 60;
const STATUS_IDS: Readonly<Record<number, StoredStatus>> = {
  2: 'arrived',
  3: 'sent-in',
  4: 'left',
  12: 'quiet-sent-in',
};

export const answer = (root: string, body: Readonly<Record<string, unknown>>, list?: string): EmisAnswer =>
  list === undefined ? { status: 200, root, body } : { status: 200, root, body, list };

export function done(attempt: Attempt, modes: EmisModes, isStatusChange = false): Done {
  if (!attempt.ok) throw refusalFor(attempt.why, modes, isStatusChange);
  return attempt;
}

export async function getSessions({ diary, params }: EmisContext): Promise<EmisAnswer> {
  const { from, to } = params.limitedWindow();
  const wanted = params.optional('slotType');
  const typeIds = new Set(
    diary.plan.slotTypes.filter(({ id, name }) => id === wanted || name === wanted).map(({ id }) => id),
  );
  const has = (session: DiarySession): boolean =>
    wanted === '' || session.slots.some((slot) => typeIds.has(slot.slotTypeId));
  const sessions = [];
  for await (const day of diary.days(from, to)) {
    const at = diary.clock.now();
    for (const session of day) if (has(session)) sessions.push(formatSession(diary.plan, session, at));
  }
  return answer('AppointmentSessionList', { appointmentSession: sessions }, 'appointmentSession');
}

export function getSlots({ diary, params, modes }: EmisContext, format: typeof formatSlot): EmisAnswer {
  const session = diary.session(params.whole('appointmentSessionId'));
  if (!session) throw refusalFor('no-such-session', modes);
  const at = diary.clock.now();
  return answer(
    'SlotListStruct',
    { slot: session.slots.map((slot) => format(diary.plan, slot, at)) },
    'slot',
  );
}

export async function getAppointments(
  { diary, params, modes }: EmisContext,
  root: string,
  format: typeof formatAppointment,
) {
  const patientNumber = params.whole('patientNumber');
  const { from, to } = params.limitedWindow();
  if (!diary.plan.patientList.byNumber(patientNumber)) throw refusalFor('no-such-patient', modes);
  for await (const _day of diary.days(from, to)); // every day of the window must be there before it can be searched
  const at = diary.clock.now();
  const found = diary.slotIdsOf(patientNumber).flatMap((id) => {
    const slot = diary.slot(id);
    const session = slot && diary.session(slot.sessionId);
    return slot && session && session.day >= from && session.day <= to ? [{ slot, session }] : [];
  });
  found.sort(
    (one, other) =>
      one.session.day.localeCompare(other.session.day) || one.slot.startMinute - other.slot.startMinute,
  );
  const appointment = found.map(({ session, slot }) => format(diary.plan, session, slot, at));
  return answer(root, { appointment }, 'appointment');
}

export async function getBooked(
  { diary, params }: EmisContext,
  statuses: readonly StoredStatus[],
  isV2 = false,
): Promise<EmisAnswer> {
  const now = diary.clock.now();
  const from = now - params.minutes('minutesBefore', 60) * 60_000;
  const to = now + params.minutes('minutesWithin', MINUTES_IN_30_DAYS) * 60_000;
  const bookedList = [];
  const holders = new Set<number>();
  for await (const day of diary.days(wallClock(from).day, wallClock(to).day)) {
    for (const session of day) {
      for (const slot of session.slots) {
        if (slot.patientNumber === null || !statuses.includes(slot.status)) continue;
        const start = instantAt(session.day, slot.startMinute);
        const patient = diary.plan.patientList.byNumber(slot.patientNumber);
        if (!patient || start < from || start > to) continue;
        bookedList.push(formatBookedPatient(diary.plan, { session, slot, patient }, isV2));
        for (const id of session.clinicianIds) holders.add(id);
      }
    }
  }
  const sessionHolderList = formatSessionHolders(diary.plan, holders);
  const body = { bookedList, sessionHolderList, time: formatTime(wallClock(now).minute) };
  return answer(isV2 ? 'BookedPatientsV2' : 'BookedPatients', body, 'bookedList');
}

/** The parameter is typed as a uuid and described as a number of a member of staff: either will do. */
function checkBookedBy({ diary, params }: EmisContext): string {
  const bookedBy = params.text('bookedBy');
  const known = diary.plan.staff.some(
    ({ id, guid }) => String(id) === bookedBy || guid === bookedBy.toLowerCase(),
  );
  if (!known) throw new EmisRefusal(400, 'invalid', 'The bookedBy field is not a known member of staff');
  return bookedBy;
}

export function book(context: EmisContext): EmisAnswer {
  const { diary, appointments, params, modes } = context;
  const slotId = params.whole('slotId');
  const patientNumber = params.whole('patientNumber');
  const reason = params.text('reason');
  const bookedBy = checkBookedBy(context);
  const notes = params.optional('bookingNote') || null;
  const { slot, session } = done(
    appointments.book({ slotId, patientNumber, reason, notes, bookedBy }),
    modes,
  );
  const patient = diary.plan.patientList.byNumber(patientNumber);
  if (!patient) throw refusalFor('no-such-patient', modes);
  return answer('BookedAppointmentType', formatBooked(session, slot, slot, patient, diary.clock.now()));
}

export function cancel({ diary, appointments, params, modes }: EmisContext): EmisAnswer {
  const slotId = params.whole('slotId');
  const patient = diary.plan.patientList.byNumber(params.whole('patientNumber'));
  if (!patient) throw refusalFor('no-such-patient', modes);
  const { slot, session, before } = done(appointments.cancel(slotId, patient.patientNumber), modes);
  return answer('BookedAppointmentType', formatBooked(session, slot, before, patient, diary.clock.now()));
}

export function setStatus({ appointments, params, modes }: EmisContext, patientNumber?: number): Done {
  const status = STATUS_IDS[params.whole('statusId')];
  if (!status) throw new EmisRefusal(400, 'invalid', 'The statusId field is not a known status');
  return done(appointments.setStatus(params.whole('slotId'), status, patientNumber), modes, true);
}

export function setStatusEx(context: EmisContext): EmisAnswer {
  const { session } = setStatus(context, context.params.whole('patientNumber'));
  return answer('Appointment', { sessionId: session.id, actionPerformedOn: context.diary.clock.now() });
}
