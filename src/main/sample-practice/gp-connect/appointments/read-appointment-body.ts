/**
 * Reads the Appointment that a client sends to be booked, as strictly as the specification allows; every mistake is 422
 * except a body that is no FHIR at all.
 *
 * `reason` and `specialty` are forbidden: this interface must not carry clinical matters.
 */
import type { Instant } from '../../diary/days.ts';
import type { BookingOrganisation } from '../../diary/diary-types.ts';
import { EXTENSIONS, PROFILES, SYSTEMS } from '../wire/fhir-names.ts';
import { LONGEST_COMMENT, LONGEST_DESCRIPTION } from './format-appointment.ts';
import { GpConnectRefusal } from '../wire/gp-connect-refusal.ts';
import { type Moment, parseMoment } from '../wire/gp-connect-times.ts';
import { type Fields, isFields, isText, listOf } from '../gp-connect-types.ts';

export type AskedAppointment = {
  readonly slotIds: readonly number[];
  readonly patientNumber: number;
  readonly siteId: number;
  readonly clinicianIds: readonly number[];
  readonly start: Instant;
  readonly end: Instant;
  readonly description: string;
  readonly comment: string | undefined;
  readonly organisation: BookingOrganisation;
};

const ALLOWED = [
  ...[
    'resourceType',
    'meta',
    'language',
    'contained',
    'extension',
    'status',
    'serviceCategory',
    'serviceType',
  ],
  ...['description', 'start', 'end', 'minutesDuration', 'slot', 'created', 'comment', 'participant'],
];
const ORGANISATION_TYPES = ['gp-practice', 'urgent-care'];

export const wrong = (words: string): GpConnectRefusal => new GpConnectRefusal('INVALID_RESOURCE', words);

/** @param more further elements that may be there, such as the `id` of an amendment */
export function readResource(body: string, more: readonly string[] = []): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new GpConnectRefusal('BAD_REQUEST', 'The body is not JSON');
  }
  if (!isFields(value)) throw new GpConnectRefusal('BAD_REQUEST', 'The body is not a resource');
  if (value['resourceType'] !== 'Appointment') throw wrong('The resource is not an Appointment');
  const strange = Object.keys(value).find((name) => !ALLOWED.includes(name) && !more.includes(name));
  if (strange === 'reason' || strange === 'specialty') throw wrong(`${strange} may not be sent`);
  if (strange !== undefined) throw wrong('The Appointment has an element that it cannot have');
  const meta = value['meta'];
  if (!isFields(meta) || !listOf(meta['profile']).includes(PROFILES.appointment))
    throw wrong('The Appointment does not name its profile');
  return value;
}

/** The id in a relative reference; `undefined` for another kind of resource. Absolute references are refused. */
function idIn(holder: unknown, kind: string): number | undefined {
  const reference = isFields(holder) ? holder['reference'] : undefined;
  if (!isText(reference)) throw wrong('A reference is missing');
  if (/^[a-z]+:/i.test(reference)) throw wrong('References must be relative');
  const [named, id = '', ...rest] = reference.split('/');
  if (named !== kind) return undefined;
  if (rest.length > 0 || !/^\d{1,15}$/.test(id))
    throw new GpConnectRefusal('REFERENCE_NOT_FOUND', `A reference to a ${kind} leads nowhere`);
  return Number(id);
}

function readOrganisation({ contained, extension }: Fields): BookingOrganisation {
  const link = listOf(extension).find(
    (one) => isFields(one) && one['url'] === EXTENSIONS.bookingOrganisation,
  );
  const reference =
    isFields(link) && isFields(link['valueReference']) ? link['valueReference']['reference'] : '';
  const organisation = listOf(contained).find(
    (one) => isFields(one) && one['resourceType'] === 'Organization' && `#${String(one['id'])}` === reference,
  );
  if (!isFields(organisation)) throw wrong('The organisation that books is missing');
  const { meta, name, identifier, telecom, type } = organisation;
  if (!isFields(meta) || !listOf(meta['profile']).includes(PROFILES.organisation))
    throw wrong('The organisation that books does not name its profile');
  const ods = listOf(identifier).find((one) => isFields(one) && one['system'] === SYSTEMS.odsCode);
  const [contact] = listOf(telecom);
  if (!isText(name)) throw wrong('The organisation that books has no name');
  if (!isFields(ods) || !isText(ods['value'])) throw wrong('The organisation that books has no ODS code');
  if (!isFields(contact) || !isText(contact['value']))
    throw wrong('The organisation that books has no telephone');
  const codes = listOf(type).flatMap((one) => (isFields(one) ? listOf(one['coding']) : []));
  if (codes.some((one) => !isFields(one) || !ORGANISATION_TYPES.includes(String(one['code']))))
    throw wrong('The organisation that books is of an unknown type');
  return { name, odsCode: ods['value'], telephone: contact['value'] };
}

function readTime(resource: Fields, name: string): Moment {
  const text = resource[name];
  const moment = typeof text === 'string' ? parseMoment(text) : undefined;
  if (!moment || moment.isDate) throw wrong(`${name} is not a time with the offset of London`);
  return moment;
}

function readPeople(resource: Fields): Pick<AskedAppointment, 'patientNumber' | 'siteId' | 'clinicianIds'> {
  const people = listOf(resource['participant']);
  if (people.some((one) => !isFields(one) || one['status'] !== 'accepted'))
    throw wrong('Every participant must have accepted');
  const actors = people.map((one) => (isFields(one) ? one['actor'] : undefined));
  const idsOf = (kind: string) => actors.flatMap((actor) => idIn(actor, kind) ?? []);
  const [patientNumber, ...patients] = idsOf('Patient');
  const [siteId, ...sites] = idsOf('Location');
  if (patientNumber === undefined || patients.length > 0) throw wrong('Exactly one patient must take part');
  if (siteId === undefined || sites.length > 0) throw wrong('Exactly one location must take part');
  return { patientNumber, siteId, clinicianIds: idsOf('Practitioner') };
}

export function readWords(resource: Fields): Pick<AskedAppointment, 'description' | 'comment'> {
  const { description, comment } = resource;
  if (!isText(description)) throw wrong('The description is missing');
  if (description.length > LONGEST_DESCRIPTION)
    throw wrong(`The description is longer than ${LONGEST_DESCRIPTION} characters`);
  if (comment === undefined) return { description, comment };
  if (!isText(comment) || comment.length > LONGEST_COMMENT)
    throw wrong(`The comment is empty or longer than ${LONGEST_COMMENT} characters`);
  return { description, comment };
}

export function readAppointmentBody(body: string): AskedAppointment {
  const resource = readResource(body);
  if (resource['status'] !== 'booked') throw wrong('The status must be booked');
  const slots = listOf(resource['slot']);
  if (slots.length === 0) throw wrong('A slot is missing');
  const slotIds = slots.map((slot) => {
    const id = idIn(slot, 'Slot');
    if (id === undefined) throw wrong('A slot refers to something else');
    return id;
  });
  readTime(resource, 'created');
  return {
    slotIds,
    ...readPeople(resource),
    start: readTime(resource, 'start').from,
    end: readTime(resource, 'end').from,
    ...readWords(resource),
    organisation: readOrganisation(resource),
  };
}
