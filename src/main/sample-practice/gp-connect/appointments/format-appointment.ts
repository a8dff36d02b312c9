/** An appointment as FHIR. Bookings made at the practice's own desk name the practice as the organisation that booked. */
import { addDays, instantAt } from '../../diary/days.ts';
import type { BookingOrganisation, BusyStatus, StoredStatus } from '../../diary/diary-types.ts';
import type { PracticePlan } from '../../diary/practice-plan.ts';
import type { Appointment } from './appointment-register.ts';
import { EXTENSIONS, PROFILES, SYSTEMS } from '../wire/fhir-names.ts';
import { formatChannel, formatMeta, formatRole, PRACTICE_TELEPHONE } from '../wire/format-directory.ts';
import { formatInstant, formatWallTime } from '../wire/gp-connect-times.ts';
import type { Fields } from '../gp-connect-types.ts';

export const LONGEST_DESCRIPTION = 100;
export const LONGEST_COMMENT = 500;
const WITHOUT_A_REASON = 'Cancelled by the practice';

const STATUSES: Readonly<Record<BusyStatus, string>> = {
  booked: 'booked',
  arrived: 'arrived',
  'sent-in': 'arrived',
  'quiet-sent-in': 'arrived',
  left: 'fulfilled',
  'did-not-attend': 'noshow',
  'walked-out': 'noshow',
};

const statusOf = (status: StoredStatus): string =>
  status === 'free' || status === 'blocked' ? 'booked' : STATUSES[status];

const formatBooker = ({ name, odsCode, telephone }: BookingOrganisation): Fields => ({
  resourceType: 'Organization',
  id: '1',
  meta: { profile: [PROFILES.organisation] },
  ...(odsCode === null ? {} : { identifier: [{ system: SYSTEMS.odsCode, value: odsCode }] }),
  name,
  telecom: [{ system: 'phone', value: telephone }],
});

export function formatAppointment(plan: PracticePlan, appointment: Appointment): Fields {
  const { id, version, slot, session, booking, cancelled } = appointment;
  const type = plan.slotType(booking.slotTypeId);
  const practice = { name: plan.name, odsCode: plan.odsCode, telephone: PRACTICE_TELEPHONE };
  const created = booking.bookedAt ?? instantAt(addDays(session.day, -14), 9 * 60);
  const comment = booking.comments.join('\n').slice(0, LONGEST_COMMENT);
  const people = [
    `Patient/${booking.patientNumber}`,
    `Location/${session.siteId}`,
    ...session.clinicianIds.map((clinician) => `Practitioner/${clinician}`),
  ];
  const why = cancelled && {
    url: EXTENSIONS.cancellationReason,
    valueString: cancelled.why ?? WITHOUT_A_REASON,
  };
  return {
    resourceType: 'Appointment',
    id,
    meta: formatMeta(PROFILES.appointment, version),
    contained: [formatBooker(booking.bookedFrom ?? practice)],
    extension: [
      { url: EXTENSIONS.bookingOrganisation, valueReference: { reference: '#1' } },
      ...formatRole(plan, session),
      ...(type ? [formatChannel(type)] : []),
      ...(why ? [why] : []),
    ],
    status: cancelled ? 'cancelled' : statusOf(booking.status),
    serviceCategory: { text: session.name },
    serviceType: [{ text: type?.name ?? '' }],
    description: (booking.notes ?? booking.reason ?? 'Appointment').slice(0, LONGEST_DESCRIPTION),
    start: formatWallTime(session.day, slot.startMinute),
    end: formatWallTime(session.day, slot.startMinute + slot.lengthMinutes),
    slot: [{ reference: `Slot/${slot.id}` }],
    created: formatInstant(created),
    ...(comment === '' ? {} : { comment }),
    participant: people.map((reference) => ({ actor: { reference }, status: 'accepted' })),
  };
}
