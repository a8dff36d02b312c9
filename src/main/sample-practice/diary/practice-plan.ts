/**
 * Who works at Sample Surgery, where, and which slot types its diary knows.
 *
 * The first fifteen clinicians are always the same people; benches may ask for more, who are then
 * locums of the same roles. `online` and `bookable` are different ticks in a real diary, too:
 * "GP urgent on the day" is booked by reception only.
 */
import { createDice } from './dice.ts';
import type { Role, Site, SlotType, StaffMember } from './diary-types.ts';
import { LAST_NAMES, WOMENS_NAMES } from './names.ts';
import { type PatientList, throwPatients } from './patients.ts';

export type PracticeShape = {
  readonly seed: string;
  readonly clinicians: number;
  /** null = as many as the template has */
  readonly slotsPerSession: number | null;
  readonly patients: number;
};

export type PracticePlan = PracticeShape & {
  readonly shape: PracticeShape;
  readonly name: string;
  readonly odsCode: string;
  readonly sites: readonly Site[];
  readonly slotTypes: readonly SlotType[];
  readonly staff: readonly StaffMember[];
  readonly cliniciansList: readonly StaffMember[];
  readonly patientList: PatientList;
  readonly slotType: (id: string) => SlotType | undefined;
  readonly staffMember: (id: number) => StaffMember | undefined;
};

const STANDARD_CLINICIANS = 15;
const MOST_CLINICIANS = 380;
export const MAIN_SITE = 3;
const BRANCH_SITE = 4;
/** The user under whose name online bookings are made. */
export const ONLINE_BOOKINGS_USER = 55;

const SITES: readonly Site[] = [
  { id: MAIN_SITE, name: 'Sample Surgery' },
  { id: BRANCH_SITE, name: 'Mill Lane Branch' },
];

const type = (id: string, name: string, bookable = true, online = bookable): SlotType => ({
  id,
  name,
  bookable,
  online,
});

export const SLOT_TYPES = {
  gpTelephone: type('12', 'GP telephone'),
  gpFaceToFace: type('13', 'GP face to face'),
  gpUrgent: type('14', 'GP urgent on the day', true, false),
  smear: type('21', 'Nurse - smear'),
  dressing: type('22', 'Nurse - dressing', true, false),
  review: type('23', 'Nurse - long-term condition review'),
  babyJabs: type('24', 'Nurse - baby immunisations', true, false),
  bloodTest: type('31', 'HCA blood test'),
  healthCheck: type('32', 'HCA NHS health check'),
  flu: type('41', 'Flu clinic'),
  physio: type('51', 'Physio first contact'),
  pharmacist: type('52', 'Pharmacist medication review'),
  smoking: type('53', 'Stop smoking advice'),
  homeVisit: type('61', 'Home visit', true, false),
  admin: type('71', 'Admin time', false),
  meeting: type('72', 'Staff meeting', false),
} as const;

const person = (
  id: number,
  title: string,
  firstNames: string,
  lastName: string,
  role: Role,
  siteId = MAIN_SITE,
): StaffMember => ({
  id,
  guid: `0b0b0b0b-0002-4000-8000-${String(id).padStart(12, '0')}`,
  title,
  firstNames,
  lastName,
  role,
  siteId,
});

const REGULAR_CLINICIANS: readonly StaffMember[] = [
  person(101, 'Dr', 'Meera', 'Patel', 'gp'),
  person(102, 'Dr', 'Owen', 'Griffiths', 'gp'),
  person(103, 'Dr', 'Sarah', 'Whitfield', 'gp'),
  person(104, 'Dr', 'Kofi', 'Mensah', 'gp', BRANCH_SITE),
  person(105, 'Dr', 'Helen', 'Donnelly', 'gp', BRANCH_SITE),
  person(106, 'Dr', 'Yusuf', 'Rahman', 'gp'),
  person(107, 'Dr', 'Lucy', 'Ashworth', 'registrar'),
  person(111, 'Sister', 'Angela', 'Bradshaw', 'nurse'),
  person(112, 'Nurse', 'Grace', 'Adeyemi', 'nurse'),
  person(113, 'Nurse', 'Tomasz', 'Kowalski', 'nurse', BRANCH_SITE),
  person(121, 'Ms', 'Bethan', 'Lloyd', 'hca'),
  person(122, 'Mr', 'Daniel', 'Okafor', 'hca', BRANCH_SITE),
  person(131, 'Ms', 'Nadia', 'Hussain', 'pharmacist'),
  person(132, 'Mr', 'Callum', 'Reid', 'physio', BRANCH_SITE),
  person(133, 'Mr', 'Gareth', 'Pearson', 'paramedic'),
];

const RECEPTION: readonly StaffMember[] = [
  person(ONLINE_BOOKINGS_USER, 'Mx', 'Online', 'Bookings', 'reception'),
  person(56, 'Mrs', 'Maureen', 'Sutton', 'reception'),
  person(57, 'Mr', 'Imran', 'Sharma', 'reception'),
];

const LOCUM_ROLES: readonly Role[] = ['gp', 'gp', 'nurse', 'hca', 'pharmacist'];

function locum(seed: string, index: number): StaffMember {
  const dice = createDice(seed, 'locum', index);
  const role = LOCUM_ROLES[index % LOCUM_ROLES.length] ?? 'gp';
  const site = index % 3 === 2 ? BRANCH_SITE : MAIN_SITE;
  return person(
    200 + index,
    role === 'gp' ? 'Dr' : 'Ms',
    dice.pick(WOMENS_NAMES),
    dice.pick(LAST_NAMES),
    role,
    site,
  );
}

export function planPractice(asked: Partial<PracticeShape> = {}): PracticePlan {
  const seed = asked.seed ?? 'sample';
  const clinicians = Math.min(Math.max(asked.clinicians ?? STANDARD_CLINICIANS, 1), MOST_CLINICIANS);
  const slotsPerSession =
    asked.slotsPerSession === undefined || asked.slotsPerSession === null
      ? null
      : Math.min(Math.max(Math.floor(asked.slotsPerSession), 1), 99);
  const shape = { seed, clinicians, slotsPerSession, patients: asked.patients ?? 240 };
  const locums = Array.from({ length: Math.max(0, clinicians - STANDARD_CLINICIANS) }, (_, i) =>
    locum(seed, i),
  );
  const cliniciansList = [...REGULAR_CLINICIANS.slice(0, clinicians), ...locums];
  const staff = [...RECEPTION, ...cliniciansList];
  const slotTypes = Object.values(SLOT_TYPES);
  const typesById = new Map<string, SlotType>(slotTypes.map((slotType) => [slotType.id, slotType]));
  const staffById = new Map(staff.map((member) => [member.id, member]));
  return {
    ...shape,
    shape,
    name: 'Sample Surgery',
    odsCode: 'A12345',
    sites: SITES,
    slotTypes,
    staff,
    cliniciansList,
    patientList: throwPatients(seed, shape.patients),
    slotType: (id) => typesById.get(id),
    staffMember: (id) => staffById.get(id),
  };
}
