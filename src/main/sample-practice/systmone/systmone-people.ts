/**
 * Patients: who an Identity means, the search, and what a record tells.
 *
 * There is no search by NHS number; a record is asked for by it. Somebody who has died or left is answered as not
 * registered here, since nothing that TPP documents in the answer would tell (our choice).
 */
import type { Patient } from '../diary/diary-types.ts';
import { isBusy } from '../diary/diary-types.ts';
import { wallClock } from '../diary/days.ts';
import type { PracticePlan } from '../diary/practice-plan.ts';
import { type Elements, elementsOf } from './systmone-elements.ts';
import { refusalFor, SystmOneRefusal } from './systmone-refusal.ts';
import type { Content, FunctionContext } from './systmone-types.ts';
import { appointmentUidOf, formatStatus, hasBegun, sixValuesOf } from './systmone-words.ts';
import { leaf, wrap, type XmlNode } from './systmone-xml.ts';

const isRegistered = ({ diedOn, leftOn }: Patient): boolean => diedOn === null && leftOn === null;

const formatBirth = ({ bornOn }: Patient): string => leaf('DateOfBirth', `${bornOn}T00:00:00`);

const namesOf = ({ firstNames }: Patient): { first: string; middle: string | null } => {
  const [first = '', ...others] = firstNames.split(' ');
  return { first, middle: others.length === 0 ? null : others.join(' ') };
};

export const formatIdentity = ({ nhsNumber, patientNumber }: Patient): string =>
  wrap(
    'Identity',
    leaf('NHSNumber', nhsNumber),
    leaf('StrategicReportingIdentifier', `SAMPLE${patientNumber}`),
  );

export function formatDemographics(patient: Patient): string {
  const { first, middle } = namesOf(patient);
  return wrap(
    'Demographics',
    leaf('Title', patient.title),
    leaf('FirstName', first),
    leaf('MiddleNames', middle),
    leaf('Surname', patient.lastName),
    formatBirth(patient),
    leaf('Sex', patient.sex),
  );
}

/** The patient whom `Identity` means; both spellings of the NHS number's element are in use. */
export function patientOf({ patientList }: PracticePlan, asked: Elements): Patient {
  const identity = asked.one('Identity');
  if (!identity) throw new SystmOneRefusal('Identity is required');
  const names = ['NHSNumber', 'NhsNumber', 'PseudoNumber', 'ClientID'] as const;
  const inside = elementsOf(identity, names);
  const given = names.filter((name) => inside.has(name));
  const [kind] = given;
  if (kind === undefined || given.length > 1)
    throw new SystmOneRefusal('Identity must hold exactly one number');
  const number = inside.text(kind);
  const isNhs = kind === 'NHSNumber' || kind === 'NhsNumber';
  const patient = isNhs ? patientList.all.find(({ nhsNumber }) => nhsNumber === number) : undefined;
  if (!patient) throw refusalFor('no-such-patient');
  if (!isRegistered(patient)) throw refusalFor('patient-not-registered');
  return patient;
}

const plainDigits = (text: string): string => text.replace(/\D/g, '');
const squeezed = (text: string): string => text.replace(/\s/g, '').toLowerCase();

const CRITERIA: Readonly<Record<string, (patient: Patient, wanted: string) => boolean>> = {
  FirstName: (patient, wanted) => squeezed(namesOf(patient).first) === squeezed(wanted),
  Surname: ({ lastName }, wanted) => squeezed(lastName) === squeezed(wanted),
  DateOfBirth: ({ bornOn }, wanted) => `${bornOn}T00:00:00` === wanted,
  PostCode: ({ postCode }, wanted) => squeezed(postCode) === squeezed(wanted),
  Telephone: ({ homeTelephone, mobile }, wanted) =>
    [homeTelephone, mobile].some((number) => plainDigits(number) === plainDigits(wanted)),
  Gender: ({ sex }, wanted) => sex === wanted,
};

export function searchPatients({ diary, parameters }: FunctionContext): Content {
  const asked = elementsOf(parameters, Object.keys(CRITERIA));
  const given = Object.entries(CRITERIA).filter(([name]) => (asked.optional(name) ?? '') !== '');
  if (given.length < 2) throw new SystmOneRefusal('A search needs at least two criteria');
  if (!['', 'M', 'F'].includes(asked.optional('Gender') ?? ''))
    throw new SystmOneRefusal('Gender must be M or F');
  asked.optionalAt('DateOfBirth');
  const found = diary.plan.patientList.all
    .filter(isRegistered)
    .filter((patient) => given.every(([name, fits]) => fits(patient, asked.text(name))));
  return {
    items: found.map((patient) =>
      wrap(
        'Result',
        formatIdentity(patient),
        leaf('FirstName', namesOf(patient).first),
        leaf('Surname', patient.lastName),
        formatBirth(patient),
        leaf('Sex', patient.sex),
        leaf('Telephone', patient.homeTelephone),
        wrap(
          'Address',
          leaf('Road', patient.street),
          leaf('Town', patient.town),
          leaf('Postcode', patient.postCode),
        ),
      ),
    ),
  };
}

/** Everything but a request for demographics alone may be asked once in half a minute only. */
export function isHeavyRecordRequest(parameters: XmlNode): boolean {
  const filter = parameters.children.find(({ name }) => name === 'Filter');
  return (
    !filter || filter.children.length === 0 || filter.children.some(({ name }) => name !== 'Demographics')
  );
}

/** What is still to come for one patient; how it went before is not told. */
async function pendingAppointments(
  { diary }: FunctionContext,
  { patientNumber }: Patient,
): Promise<string[]> {
  const now = diary.clock.now();
  const { day } = wallClock(now);
  for await (const _day of diary.days(day, diary.bounds().last)); // a day must be there before it can be searched
  const found = diary.slotIdsOf(patientNumber).flatMap((id) => {
    const slot = diary.slot(id);
    const session = slot && diary.session(slot.sessionId);
    return slot && session && isBusy(slot.status) && !hasBegun(session, slot, now) ? [{ slot, session }] : [];
  });
  return found
    .map(({ slot, session }) => ({ slot, session, values: sixValuesOf(diary.plan, session, slot) }))
    .sort((one, other) => one.values.start.localeCompare(other.values.start))
    .map(({ slot, session, values }) => {
      const holder = diary.plan.staffMember(session.clinicianIds[0] ?? 0);
      return wrap(
        'Appointment',
        leaf('DateTime', values.start),
        leaf('Duration', values.duration.toFixed(1)),
        leaf('Clinician', holder && `${holder.title} ${holder.firstNames} ${holder.lastName}`),
        leaf('UserName', values.userName),
        leaf('Site', values.siteName),
        leaf('ClinicType', values.clinicType),
        leaf('AppointmentUID', appointmentUidOf(slot)),
        leaf('Status', isBusy(slot.status) ? formatStatus(slot.status) : null),
      );
    });
}

export async function getPatientRecord(context: FunctionContext): Promise<Content> {
  const asked = elementsOf(context.parameters, ['Identity', 'Filter']);
  const patient = patientOf(context.diary.plan, asked);
  const filter = asked.one('Filter');
  const wanted = filter && elementsOf(filter, ['Demographics', 'Appointments']);
  const isAll = !wanted || (!wanted.has('Demographics') && !wanted.has('Appointments'));
  const rest = formatIdentity(patient);
  const demographics = isAll || wanted.has('Demographics') ? formatDemographics(patient) : '';
  if (!isAll && !wanted.has('Appointments')) return { rest: rest + demographics };
  const appointments = await pendingAppointments(context, patient);
  return { rest: rest + demographics + wrap('NonClinical', ...appointments) };
}
