/**
 * Patients and staff in EMIS's words, and the search for a patient.
 *
 * The search takes one criterion at a time and nothing but plain characters; an NHS number with its
 * spaces is refused, as a non-standard format.
 */
import { isNhsNumber } from '../diary/nhs-number.ts';
import type { DiarySession, DiarySlot, Patient, StaffMember } from '../diary/diary-types.ts';
import type { PracticePlan } from '../diary/practice-plan.ts';
import { EmisRefusal } from './emis-errors.ts';
import { formatDay, formatTime, parseDay } from './emis-format.ts';

const formatAddress = ({ street, town, postCode }: Patient) => ({
  houseNameFlat: null,
  street,
  village: null,
  town,
  county: null,
  postCode,
});

/** The fields that a search, a record and a booked patient have in common. */
function formatRegistration(patient: Patient) {
  const id = String(patient.patientNumber);
  return {
    dbid: id,
    refID: id,
    guid: patient.guid,
    dateOfBirth: formatDay(patient.bornOn),
    sex: patient.sex,
    familyName: patient.lastName,
    callingName: patient.firstNames,
    firstNames: patient.firstNames,
    title: patient.title,
    nhsNumber: patient.nhsNumber,
    address: formatAddress(patient),
    homeTelephone: patient.homeTelephone,
    mobile: patient.mobile,
    email: patient.email,
    dead: patient.diedOn === null ? 0 : 1,
    deadSpecified: patient.diedOn !== null,
    dateOfDeath: patient.diedOn === null ? null : formatDay(patient.diedOn),
    deductedDate: patient.leftOn === null ? null : formatDay(patient.leftOn),
  };
}

function currentStatus({ diedOn, leftOn }: Patient): string {
  if (diedOn !== null) return 'Deceased';
  return leftOn === null ? 'Registered' : 'Deducted';
}

export const formatMatches = (patients: readonly Patient[]) => ({
  patientList: patients.map((patient) => ({
    ...formatRegistration(patient),
    currentStatus: currentStatus(patient),
  })),
  peopleList: [],
});

export const formatRecord = (patient: Patient) => ({ registration: formatRegistration(patient) });

const formatIdent = (id: number) => ({ dbid: String(id), refID: String(id), guid: null });

function formatPerson({ id, guid, title, firstNames, lastName }: StaffMember) {
  return { dbid: String(id), refID: String(id), guid, title, firstNames, lastName };
}

export function formatOrganisation(plan: PracticePlan) {
  return {
    organisationList: [{ ...formatIdent(1), locationName: plan.name, nationalCode: plan.odsCode }],
    userList: plan.staff.map(formatPerson),
    externalOrganisationList: [],
    externalPersonList: [],
    locationTypeList: [{ ...formatIdent(1), description: 'Surgery' }],
  };
}

export const formatOrganisationV2 = (plan: PracticePlan) => ({
  ...formatOrganisation(plan),
  locationList: plan.sites.map(({ id, name }) => ({
    ...formatIdent(id),
    locationName: name,
    locationTypeID: formatIdent(1),
  })),
});

export type BookedSlot = {
  readonly session: DiarySession;
  readonly slot: DiarySlot;
  readonly patient: Patient;
};

export function formatBookedPatient(
  plan: PracticePlan,
  { session, slot, patient }: BookedSlot,
  isV2: boolean,
) {
  const slotType = isV2 ? plan.slotType(slot.slotTypeId) : undefined;
  const [holder] = session.clinicianIds;
  return {
    patient: formatRegistration(patient),
    appointment: {
      id: formatIdent(slot.id),
      appointmentSite: plan.sites.find((site) => site.id === session.siteId)?.name ?? null,
      appointmentName: session.name,
      date: formatDay(session.day),
      time: formatTime(slot.startMinute),
      sessionHolder: holder === undefined ? null : formatIdent(holder),
      sessionUsersList: session.clinicianIds.map(formatIdent),
      sessionLocationsList: [formatIdent(session.siteId)],
      sessionId: session.id,
      ...(slotType
        ? { slotType: { id: slotType.id, display: slotType.name, description: slotType.name } }
        : {}),
    },
    alert: 0,
    alertSpecified: false,
  };
}

export const formatSessionHolders = (plan: PracticePlan, ids: ReadonlySet<number>) =>
  [...ids].flatMap((id) => {
    const member = plan.staffMember(id);
    return member ? [formatPerson(member)] : [];
  });

const nonStandard = (message: string): EmisRefusal => new EmisRefusal(400, 'invalid', message);

function matcherFor(term: string): (patient: Patient) => boolean {
  if (/^\d{10}$/.test(term)) {
    if (!isNhsNumber(term)) return () => false;
    return (patient) => patient.nhsNumber === term;
  }
  const bornOn = parseDay(term);
  if (bornOn !== null) return (patient) => patient.bornOn === bornOn;
  if (/\s/.test(term)) throw nonStandard('Only one search criterion can be used at a time');
  if (!/^[\p{L}'-]{2,}$/u.test(term))
    throw nonStandard('The search term has characters that cannot be searched for');
  const start = term.toLowerCase();
  return (patient) =>
    patient.lastName.toLowerCase().startsWith(start) || patient.firstNames.toLowerCase().startsWith(start);
}

export const findPatients = (plan: PracticePlan, term: string): Patient[] =>
  plan.patientList.all.filter(matcherFor(term));
