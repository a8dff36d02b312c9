/**
 * The week as the practice manager built it: which sessions each role has on which weekday.
 *
 * Pure tables and one function. Bank holidays and absence are not known here; `plan-day.ts` puts
 * them on top.
 */
import { type LocalDay, weekdayOf } from './days.ts';
import type { Role, SlotType, StaffMember } from './diary-types.ts';
import { SLOT_TYPES as T } from './practice-plan.ts';

export type SessionTemplate = {
  readonly name: string;
  readonly startMinute: number;
  readonly slotLength: number;
  readonly pattern: readonly SlotType[];
};

const at = (hour: number, minute = 0): number => hour * 60 + minute;
const times = (count: number, ...pattern: readonly SlotType[]): SlotType[] =>
  Array.from({ length: count }, () => pattern).flat();

const GP_MORNING: SessionTemplate = {
  name: 'GP morning surgery',
  startMinute: at(8, 30),
  slotLength: 10,
  pattern: [
    ...times(4, T.gpTelephone, T.gpFaceToFace),
    ...times(3, T.gpUrgent),
    ...times(2, T.gpFaceToFace, T.gpTelephone),
    T.admin,
  ],
};
const GP_AFTERNOON: SessionTemplate = {
  name: 'GP afternoon surgery',
  startMinute: at(14),
  slotLength: 10,
  pattern: [...times(5, T.gpFaceToFace, T.gpTelephone), ...times(2, T.gpUrgent), ...times(2, T.admin)],
};
const DUTY_DOCTOR: SessionTemplate = {
  name: 'Duty doctor',
  startMinute: at(8, 30),
  slotLength: 10,
  pattern: times(18, T.gpUrgent),
};
const HOME_VISITS: SessionTemplate = {
  name: 'Home visits',
  startMinute: at(12),
  slotLength: 30,
  pattern: times(3, T.homeVisit),
};
const NURSE_MORNING: SessionTemplate = {
  name: 'Nurse morning clinic',
  startMinute: at(8, 40),
  slotLength: 20,
  pattern: [...times(3, T.smear, T.dressing), T.review, T.smear, T.dressing, T.review],
};
const NURSE_AFTERNOON: SessionTemplate = {
  name: 'Nurse afternoon clinic',
  startMinute: at(13, 30),
  slotLength: 20,
  pattern: [...times(3, T.review, T.smear), T.dressing, ...times(3, T.smear)],
};
const BABY_CLINIC: SessionTemplate = {
  name: 'Baby clinic',
  startMinute: at(13, 30),
  slotLength: 15,
  pattern: times(10, T.babyJabs),
};
const BLOODS: SessionTemplate = {
  name: 'Phlebotomy',
  startMinute: at(8),
  slotLength: 10,
  pattern: times(18, T.bloodTest),
};
const HEALTH_CHECKS: SessionTemplate = {
  name: 'Health checks',
  startMinute: at(13, 30),
  slotLength: 30,
  pattern: times(6, T.healthCheck),
};
const PHARMACIST: SessionTemplate = {
  name: 'Clinical pharmacist',
  startMinute: at(9),
  slotLength: 15,
  pattern: [...times(12, T.pharmacist), ...times(2, T.admin)],
};
const PHYSIO: SessionTemplate = {
  name: 'First contact physio',
  startMinute: at(9),
  slotLength: 20,
  pattern: times(16, T.physio),
};
const ENHANCED_GP: SessionTemplate = {
  name: 'Saturday enhanced access - GP',
  startMinute: at(9),
  slotLength: 10,
  pattern: times(9, T.gpTelephone, T.gpFaceToFace),
};
const ENHANCED_NURSE: SessionTemplate = {
  name: 'Saturday enhanced access - nurse',
  startMinute: at(9),
  slotLength: 20,
  pattern: times(9, T.smear),
};
const FLU: SessionTemplate = {
  name: 'Saturday flu clinic',
  startMinute: at(9),
  slotLength: 5,
  pattern: times(36, T.flu),
};

export const PRACTICE_MEETING: SessionTemplate = {
  name: 'Practice meeting',
  startMinute: at(13),
  slotLength: 15,
  pattern: times(4, T.meeting),
};

/** Weeks go round with the calendar, so that Saturdays and duty rotate without anything remembered. */
export const MEETING_WEEKDAY = 2;

const WEEKDAYS: Readonly<Record<Role, readonly SessionTemplate[]>> = {
  gp: [GP_MORNING, GP_AFTERNOON],
  registrar: [GP_MORNING, GP_AFTERNOON],
  nurse: [NURSE_MORNING, NURSE_AFTERNOON],
  hca: [BLOODS, HEALTH_CHECKS],
  pharmacist: [PHARMACIST],
  physio: [PHYSIO],
  paramedic: [HOME_VISITS],
  reception: [],
};

function saturday(
  clinician: StaffMember,
  place: number,
  week: number,
  day: LocalDay,
): readonly SessionTemplate[] {
  const month = Number(day.slice(5, 7));
  const isFluSeason = month >= 9;
  if (clinician.role === 'gp' && place % 6 === week % 6) return [ENHANCED_GP];
  if (clinician.role === 'nurse') return place % 3 === week % 3 ? [ENHANCED_NURSE] : [];
  return clinician.role === 'hca' && isFluSeason && week % 2 === 0 ? [FLU] : [];
}

/**
 * The templates that apply to a clinician on a day.
 * @param place the clinician's place among those of the same role, 0 first
 * @param week a number that grows by one each week
 */
export function templatesFor(
  clinician: StaffMember,
  place: number,
  week: number,
  day: LocalDay,
): readonly SessionTemplate[] {
  const weekday = weekdayOf(day);
  if (weekday === 6) return [];
  if (weekday === 5) return saturday(clinician, place, week, day);
  if (clinician.role === 'gp' && place % 6 === weekday) return [DUTY_DOCTOR, GP_AFTERNOON];
  if (clinician.role === 'nurse' && place % 3 === 1 && weekday === 2) return [NURSE_MORNING, BABY_CLINIC];
  return WEEKDAYS[clinician.role];
}

/** Every name with its hours once, for the practice's configuration. */
export const ALL_TEMPLATES: readonly SessionTemplate[] = [
  GP_MORNING,
  GP_AFTERNOON,
  DUTY_DOCTOR,
  HOME_VISITS,
  NURSE_MORNING,
  NURSE_AFTERNOON,
  BABY_CLINIC,
  BLOODS,
  HEALTH_CHECKS,
  PHARMACIST,
  PHYSIO,
  ENHANCED_GP,
  ENHANCED_NURSE,
  FLU,
  PRACTICE_MEETING,
];
