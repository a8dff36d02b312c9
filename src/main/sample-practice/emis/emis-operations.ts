/**
 * The Partner API's operations, one row each: where, how, with which scope, and the work.
 *
 * Booking and cancelling are GETs: that is EMIS, and the reason why this file lists verbs at all.
 */
import { refusalFor } from './emis-errors.ts';
import {
  findPatients,
  formatMatches,
  formatOrganisation,
  formatOrganisationV2,
  formatRecord,
} from './emis-people.ts';
import {
  formatAppointment,
  formatAppointmentV2,
  formatConfiguration,
  formatSlot,
  formatSlotV2,
} from './emis-shapes.ts';
import type { EmisAnswer, EmisContext, EmisOperation } from './emis-types.ts';
import {
  answer,
  book,
  cancel,
  done,
  getAppointments,
  getBooked,
  getSessions,
  getSlots,
  setStatus,
  setStatusEx,
} from './emis-work.ts';

const NOTHING: EmisAnswer = { status: 204, root: '', body: {} };

const plain =
  (act: (context: EmisContext) => unknown, result: EmisAnswer = NOTHING) =>
  (context: EmisContext): EmisAnswer => {
    act(context);
    return result;
  };

const appointmentRead = {
  area: 'appointments',
  method: 'GET',
  scope: 'papi-appt.read',
  kind: 'read',
} as const;
const appointmentWrite = { area: 'appointments', scope: 'papi-appt.write', kind: 'write' } as const;
const subjects = { method: 'GET', scope: 'papi-subjects.read', kind: 'read' } as const;
const organisation = {
  area: 'organisation',
  method: 'GET',
  scope: 'papi-config.read',
  kind: 'read',
} as const;

export const EMIS_OPERATIONS: readonly EmisOperation[] = [
  {
    ...appointmentRead,
    name: 'GetAppointmentConfiguration',
    work: ({ diary, params }) => {
      const { from, to } = params.window();
      return answer('AppointmentConfiguration', formatConfiguration(diary.plan, from, to));
    },
  },
  { ...appointmentRead, name: 'GetAppointmentSessions', work: getSessions },
  { ...appointmentRead, name: 'GetSlotsForSession', work: (context) => getSlots(context, formatSlot) },
  { ...appointmentRead, name: 'GetSlotsForSessionV2', work: (context) => getSlots(context, formatSlotV2) },
  {
    ...appointmentRead,
    name: 'GetPatientAppointments',
    work: (context) => getAppointments(context, 'PatientAppointmentList', formatAppointment),
  },
  {
    ...appointmentRead,
    name: 'GetPatientAppointmentsV2',
    work: (context) => getAppointments(context, 'PatientAppointmentListV2', formatAppointmentV2),
  },
  { ...appointmentRead, name: 'GetBookedPatients', work: (context) => getBooked(context, ['booked']) },
  {
    ...appointmentRead,
    name: 'GetBookedPatientsV2',
    work: (context) => getBooked(context, ['booked'], true),
  },
  { ...appointmentRead, name: 'GetArrivedPatients', work: (context) => getBooked(context, ['arrived']) },
  {
    ...appointmentRead,
    name: 'GetSentInPatients',
    work: (context) => getBooked(context, ['sent-in', 'quiet-sent-in']),
  },
  { ...appointmentWrite, method: 'GET', name: 'BookAppointment', work: book },
  { ...appointmentWrite, method: 'GET', name: 'CancelAppointment', work: cancel },
  { ...appointmentWrite, method: 'PATCH', name: 'SetAppointmentStatus', work: plain(setStatus) },
  { ...appointmentWrite, method: 'PATCH', name: 'SetAppointmentStatusEx', work: setStatusEx },
  {
    ...appointmentWrite,
    method: 'PATCH',
    name: 'SetSlotType',
    work: plain(({ appointments, params, modes }) =>
      done(appointments.setSlotType(params.whole('slotId'), params.text('slotType')), modes),
    ),
  },
  {
    ...appointmentWrite,
    method: 'PATCH',
    name: 'SetSlotNotes',
    work: plain(
      ({ appointments, params, modes }) =>
        done(appointments.setNotes(params.whole('slotId'), params.optional('slotNotes') || null), modes),
      answer('', {}),
    ),
  },
  {
    ...appointmentWrite,
    method: 'PATCH',
    name: 'AddSlotComment',
    work: plain(({ appointments, params, modes }) =>
      done(appointments.addComment(params.whole('slotId'), params.text('slotComment')), modes),
    ),
  },
  {
    ...subjects,
    area: 'patientMatching',
    name: 'GetMatchedPatients',
    work: ({ diary, params }) =>
      answer(
        'PatientMatches',
        formatMatches(findPatients(diary.plan, params.text('matchedTerms'))),
        'patientList',
      ),
  },
  {
    ...subjects,
    area: 'patient',
    name: 'GetPatientDemographics',
    work: ({ diary, params, modes }) => {
      const patient = diary.plan.patientList.byNumber(params.whole('patientNumber'));
      if (!patient) throw refusalFor('no-such-patient', modes);
      return answer('MedicalRecord', formatRecord(patient));
    },
  },
  {
    ...organisation,
    name: 'GetOrganisation',
    work: ({ diary }) => answer('OrganisationInformation', formatOrganisation(diary.plan)),
  },
  {
    ...organisation,
    name: 'GetOrganisationV2',
    work: ({ diary }) => answer('OrganisationInformationV2', formatOrganisationV2(diary.plan)),
  },
];
