/**
 * Reading the diary: the practice's lists, free slots, and booked appointments.
 *
 * What is missing is the point. A slot that is blocked, kept back or of a type nobody may book is not in the list of free
 * ones, a clinic without a free slot is not there at all, and a cancelled appointment has left the diary.
 */
import { type DiarySlot, isBusy, type StaffMember } from '../diary/diary-types.ts';
import type { Diary } from '../diary/diary.ts';
import { wallClock } from '../diary/days.ts';
import type { PracticePlan } from '../diary/practice-plan.ts';
import { ALL_TEMPLATES } from '../diary/session-templates.ts';
import { type Elements, elementsOf } from './systmone-elements.ts';
import { formatDemographics, formatIdentity } from './systmone-people.ts';
import { SystmOneRefusal } from './systmone-refusal.ts';
import type { Content, FunctionContext } from './systmone-types.ts';
import {
  appointmentUidOf,
  formatClinic,
  formatSlot,
  formatStatus,
  isOffered,
  type SixValues,
  sixValuesOf,
  userNameOf,
} from './systmone-words.ts';
import { leaf, marker, wrap } from './systmone-xml.ts';

/** Who is logged on at the PC: everything is done in this name. */
const LOGGED_ON_USER = 56;

const ROLES: Readonly<Record<StaffMember['role'], string>> = {
  gp: 'General Medical Practitioner',
  registrar: 'GP Registrar',
  nurse: 'Practice Nurse',
  hca: 'Health Care Assistant',
  pharmacist: 'Clinical Pharmacist',
  physio: 'Physiotherapist',
  paramedic: 'Paramedic',
  reception: 'Receptionist',
};

const formatSites = ({ sites, odsCode }: PracticePlan): string[] =>
  sites.map(({ name }, index) =>
    wrap(
      'Site',
      leaf('Name', name),
      leaf('ID', index === 0 ? odsCode : `${odsCode}${String(index).padStart(3, '0')}`),
      leaf('Telephone', `01632 96010${index}`),
      wrap('Address', leaf('Road', name), leaf('Town', 'Sampleton'), leaf('Postcode', 'ZZ99 1ZZ')),
      marker('PrimarySite', index === 0),
      marker('CurrentSite', index === 0),
    ),
  );

const formatUser = (member: StaffMember): string =>
  wrap(
    'User',
    leaf('Title', member.title),
    leaf('FirstName', member.firstNames),
    leaf('Surname', member.lastName),
    leaf('UserName', userNameOf(member)),
    leaf('Role', ROLES[member.role]),
    wrap('AccessRights', leaf('Access', 'View Appointments'), leaf('Access', 'Book Appointments')),
    marker('CurrentUser', member.id === LOGGED_ON_USER),
  );

/** The templates' names, and whatever staff have called the sessions that they added. */
async function clinicTypes({ days, bounds }: Diary): Promise<string[]> {
  const names = new Set(ALL_TEMPLATES.map(({ name }) => name));
  const { first, last } = bounds();
  for await (const day of days(first, last)) for (const { name } of day) names.add(name);
  return [...names];
}

export async function getOrganisationMetaData({ diary, parameters }: FunctionContext): Promise<Content> {
  const { plan } = diary;
  const isLoggedOnUserOnly = elementsOf(parameters, ['LoggedOnUserOnly']).has('LoggedOnUserOnly');
  const users = plan.staff.filter(({ id }) => !isLoggedOnUserOnly || id === LOGGED_ON_USER);
  return {
    items: [
      ...formatSites(plan),
      ...users.map(formatUser),
      ...plan.slotTypes.map(({ name }) => leaf('SlotType', name)),
      ...(await clinicTypes(diary)).map((name) => leaf('ClinicType', name)),
    ],
  };
}

const FILTERS = ['SiteName', 'UserName', 'ClinicType', 'SlotType'] as const;

/** Both ends belong to the window. Without a beginning it begins today, without an end it ends with the diary. */
function windowOf(diary: Diary, asked: Elements): { from: string; to: string } {
  const from = asked.optionalAt('MinDateTime') ?? `${wallClock(diary.clock.now()).day}T00:00:00`;
  const to = asked.optionalAt('MaxDateTime') ?? `${diary.bounds().last}T23:59:59`;
  if (to < from) throw new SystmOneRefusal('MaxDateTime is before MinDateTime');
  return { from, to };
}

function filterOf(asked: Elements): (values: SixValues) => boolean {
  const wanted = FILTERS.map((name) => asked.all(name).filter((text) => text !== ''));
  return ({ siteName, userName, clinicType, slotType }) =>
    [siteName, userName, clinicType, slotType].every(
      (value, index) => !wanted[index]?.length || wanted[index].includes(value),
    );
}

type Seen = { readonly slot: DiarySlot; readonly values: SixValues };

/** The wanted slots of the window that the parameters let through, session by session. */
async function* look(
  diary: Diary,
  asked: Elements,
  isWanted: (slot: DiarySlot) => boolean,
): AsyncGenerator<readonly Seen[]> {
  const { from, to } = windowOf(diary, asked);
  const fits = filterOf(asked);
  for await (const day of diary.days(from.slice(0, 10), to.slice(0, 10))) {
    for (const session of day) {
      yield session.slots
        .filter(isWanted)
        .map((slot) => ({ slot, values: sixValuesOf(diary.plan, session, slot) }))
        .filter(({ values }) => values.start >= from && values.start <= to && fits(values));
    }
  }
}

export async function getAppointmentSlots({ diary, parameters }: FunctionContext): Promise<Content> {
  const asked = elementsOf(parameters, ['MinDateTime', 'MaxDateTime', ...FILTERS], FILTERS);
  const items: string[] = [];
  for await (const free of look(diary, asked, (slot) => isOffered(diary.plan, slot, diary.clock.now()))) {
    const slots = free.map(({ values }) => formatSlot(values));
    if (free[0]) items.push(formatClinic(free[0].values, slots));
  }
  return { items };
}

const formatAppointment = ({ slot, values }: Seen, isUidShown: boolean): string =>
  wrap(
    'Appointment',
    formatClinic(values, [formatSlot(values)]),
    leaf('AppointmentUID', isUidShown ? appointmentUidOf(slot) : null),
    leaf('Status', isBusy(slot.status) ? formatStatus(slot.status) : null),
    leaf('Comments', slot.notes ?? slot.reason),
  );

/** The sample keeps no visits apart from its appointments: asked for visits alone, it has none. */
export async function getDiary({ diary, parameters, showsUids }: FunctionContext): Promise<Content> {
  const names = ['MinDateTime', 'MaxDateTime', 'SiteName', 'UserName'] as const;
  const asked = elementsOf(parameters, [...names, 'Appointments', 'Visits'], ['SiteName', 'UserName']);
  const isVisitsOnly = asked.has('Visits') && !asked.has('Appointments');
  const byPatient = new Map<number, string[]>();
  for await (const booked of look(diary, asked, ({ status }) => isBusy(status) && !isVisitsOnly)) {
    for (const one of booked) {
      const patientNumber = one.slot.patientNumber ?? 0;
      const theirs = byPatient.get(patientNumber) ?? [];
      byPatient.set(patientNumber, theirs);
      theirs.push(formatAppointment(one, showsUids()));
    }
  }
  const items = [...byPatient].flatMap(([patientNumber, appointments]) => {
    const patient = diary.plan.patientList.byNumber(patientNumber);
    if (!patient) return [];
    return wrap('Result', formatIdentity(patient), formatDemographics(patient), ...appointments);
  });
  return { items };
}
