/**
 * One day of the diary as it stands before anybody touches it: pure, from (seed, day) alone.
 *
 * That it knows nothing of today is the point: any day can be thrown at any time, in any order,
 * and comes out the same after a restart. What staff and patients change is kept elsewhere and
 * laid over it.
 */
import { isShutFor } from './bank-holidays.ts';
import { addDays, dayNumber, type Instant, instantAt, type LocalDay, weekdayOf } from './days.ts';
import { createDice, type Dice } from './dice.ts';
import {
  type DiarySession,
  type DiarySlot,
  FIRST_ADDED_SESSION,
  FIRST_DAY_NUMBER,
  SESSIONS_A_DAY,
  type SlotContent,
  SLOTS_A_SESSION,
  type SlotType,
  type StaffMember,
} from './diary-types.ts';
import { VISIT_REASONS } from './names.ts';
import { MAIN_SITE, type PracticePlan, SLOT_TYPES as T } from './practice-plan.ts';
import {
  MEETING_WEEKDAY,
  PRACTICE_MEETING,
  type SessionTemplate,
  templatesFor,
} from './session-templates.ts';

const AWAY_SHARE = 0.04;
const BLOCKED_SHARE = 0.035;
const OPENING_MINUTE = 8 * 60;
const LONGEST_SESSION_MINUTES = 240;

/** How much of a type is taken before anybody looks: share of its slots. */
const TAKEN_SHARE: Readonly<Record<string, number>> = {
  [T.gpTelephone.id]: 0.4,
  [T.gpFaceToFace.id]: 0.5,
  [T.smear.id]: 0.35,
  [T.dressing.id]: 0.5,
  [T.review.id]: 0.4,
  [T.babyJabs.id]: 0.6,
  [T.bloodTest.id]: 0.45,
  [T.healthCheck.id]: 0.3,
  [T.flu.id]: 0.3,
  [T.physio.id]: 0.45,
  [T.pharmacist.id]: 0.35,
};

/** Of a type's slots every nth is kept back and released so many days before, when the doors open. */
const EMBARGO: Readonly<Record<string, { everyNth: number; daysBefore: number }>> = {
  [T.gpUrgent.id]: { everyNth: 1, daysBefore: 0 },
  [T.gpTelephone.id]: { everyNth: 3, daysBefore: 2 },
  [T.gpFaceToFace.id]: { everyNth: 4, daysBefore: 7 },
};

function releaseOf(type: SlotType, place: number, day: LocalDay): Instant | null {
  const rule = EMBARGO[type.id];
  if (!rule || place % rule.everyNth !== rule.everyNth - 1) return null;
  return instantAt(addDays(day, -rule.daysBefore), OPENING_MINUTE);
}

function contentOf(
  plan: PracticePlan,
  dice: Dice,
  type: SlotType,
  isKeptBack: boolean,
  isAway: boolean,
): SlotContent {
  const free: SlotContent = {
    status: 'free',
    slotTypeId: type.id,
    patientNumber: null,
    reason: null,
    notes: null,
    comments: [],
    bookedBy: null,
  };
  if (!type.bookable) return free;
  if (isAway) return { ...free, status: 'blocked', notes: 'Away' };
  if (isKeptBack) return free;
  if (dice.chance(BLOCKED_SHARE)) return { ...free, status: 'blocked' };
  if (!dice.chance(TAKEN_SHARE[type.id] ?? 0)) return free;
  const { patientNumber } = dice.pick(plan.patientList.regulars);
  return { ...free, status: 'booked', patientNumber, reason: dice.pick(VISIT_REASONS), bookedBy: '56' };
}

/** A template stretched or cut to the size that a bench asks for. */
function fit(template: SessionTemplate, slotsPerSession: number | null): SessionTemplate {
  if (slotsPerSession === null) return template;
  const pattern = Array.from(
    { length: slotsPerSession },
    (_, index) => template.pattern[index % template.pattern.length] ?? T.admin,
  );
  const slotLength = Math.max(
    1,
    Math.min(template.slotLength, Math.floor(LONGEST_SESSION_MINUTES / slotsPerSession)),
  );
  return { ...template, pattern, slotLength };
}

function buildSession(
  plan: PracticePlan,
  day: LocalDay,
  ordinal: number,
  asked: SessionTemplate,
  who: readonly StaffMember[],
  siteId: number,
): DiarySession {
  const template = fit(asked, plan.slotsPerSession);
  const id = (dayNumber(day) - FIRST_DAY_NUMBER) * SESSIONS_A_DAY + ordinal;
  const dice = createDice(plan.seed, 'session', id);
  const isAway = who.length === 1 && dice.chance(AWAY_SHARE);
  const placeOfType = new Map<string, number>();
  const slots = template.pattern.map((type, index): DiarySlot => {
    const place = placeOfType.get(type.id) ?? 0;
    placeOfType.set(type.id, place + 1);
    const releaseAt = releaseOf(type, place, day);
    return {
      id: id * SLOTS_A_SESSION + index,
      sessionId: id,
      startMinute: template.startMinute + index * template.slotLength,
      lengthMinutes: template.slotLength,
      releaseAt,
      ...contentOf(plan, dice, type, releaseAt !== null, isAway),
    };
  });
  return {
    id,
    day,
    name: template.name,
    siteId,
    clinicianIds: who.map((member) => member.id),
    startMinute: template.startMinute,
    endMinute: template.startMinute + slots.length * template.slotLength,
    slotLength: template.slotLength,
    slots,
  };
}

/** The day's sessions, earliest first as the templates run. Sundays and bank holidays have none. */
export function planDay(plan: PracticePlan, day: LocalDay): DiarySession[] {
  if (isShutFor(day)) return [];
  const week = Math.floor((dayNumber(day) + 3) / 7);
  const placeInRole = new Map<string, number>();
  const sessions: DiarySession[] = [];
  for (const clinician of plan.cliniciansList) {
    const place = placeInRole.get(clinician.role) ?? 0;
    placeInRole.set(clinician.role, place + 1);
    for (const template of templatesFor(clinician, place, week, day)) {
      sessions.push(buildSession(plan, day, sessions.length, template, [clinician], clinician.siteId));
    }
  }
  if (weekdayOf(day) === MEETING_WEEKDAY) {
    const doctors = plan.cliniciansList.filter((member) => member.role === 'gp').slice(0, 6);
    sessions.push(buildSession(plan, day, sessions.length, PRACTICE_MEETING, doctors, MAIN_SITE));
  }
  if (sessions.length > FIRST_ADDED_SESSION)
    throw new Error(`${sessions.length} sessions on ${day}: too many clinicians`);
  return sessions;
}
