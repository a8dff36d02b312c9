/**
 * The search for a patient by NHS number, the only way to find one here.
 *
 * An unknown number is an empty answer and no error. Whoever has died or has left the practice is still found, as not
 * active: a client that looks no further than the name would book an appointment for them.
 */
import type { Patient } from '../diary/diary-types.ts';
import { isNhsNumber } from '../diary/nhs-number.ts';
import { EXTENSIONS, PROFILES, SYSTEMS } from './wire/fhir-names.ts';
import { formatBundle, formatMeta, ORGANISATION_ID } from './wire/format-directory.ts';
import { GpConnectRefusal } from './wire/gp-connect-refusal.ts';
import type { Fields, GpConnectAnswer, GpConnectContext } from './gp-connect-types.ts';

const VERIFIED = { system: SYSTEMS.nhsNumberStatus, code: '01', display: 'Number present and verified' };

function formatPatient(patient: Patient): Fields {
  const { patientNumber, nhsNumber, title, firstNames, lastName, diedOn, leftOn } = patient;
  return {
    resourceType: 'Patient',
    id: String(patientNumber),
    meta: formatMeta(PROFILES.patient, 1),
    identifier: [
      {
        extension: [{ url: EXTENSIONS.nhsNumberStatus, valueCodeableConcept: { coding: [VERIFIED] } }],
        system: SYSTEMS.nhsNumber,
        value: nhsNumber,
      },
    ],
    active: diedOn === null && leftOn === null,
    name: [
      {
        use: 'official',
        text: `${lastName.toUpperCase()} ${firstNames} (${title})`,
        family: lastName,
        given: firstNames.split(' '),
        prefix: [title],
      },
    ],
    telecom: [
      { system: 'phone', value: patient.homeTelephone, use: 'home' },
      { system: 'phone', value: patient.mobile, use: 'mobile' },
    ],
    gender: patient.sex === 'F' ? 'female' : 'male',
    birthDate: patient.bornOn,
    ...(diedOn === null ? {} : { deceasedDateTime: diedOn }),
    address: [
      {
        use: 'home',
        type: 'physical',
        line: [patient.street],
        city: patient.town,
        postalCode: patient.postCode,
      },
    ],
    managingOrganization: { reference: `Organization/${ORGANISATION_ID}` },
  };
}

export function findPatient({ diary, query }: GpConnectContext): GpConnectAnswer {
  const [identifier, ...more] = query.getAll('identifier');
  if (identifier === undefined || more.length > 0)
    throw new GpConnectRefusal('BAD_REQUEST', 'Exactly one identifier is needed');
  const at = identifier.lastIndexOf('|');
  if (identifier.slice(0, Math.max(at, 0)) !== SYSTEMS.nhsNumber)
    throw new GpConnectRefusal('INVALID_IDENTIFIER_SYSTEM', 'The identifier is not of the NHS number system');
  const nhsNumber = identifier.slice(at + 1);
  if (!isNhsNumber(nhsNumber))
    throw new GpConnectRefusal('INVALID_NHS_NUMBER', 'The NHS number is not valid');
  const found = diary.plan.patientList.all.filter((patient) => patient.nhsNumber === nhsNumber);
  return { status: 200, resource: formatBundle(found.map(formatPatient)) };
}
