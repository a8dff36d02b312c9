/**
 * Slots, schedules and all that they refer to, as FHIR: who works here, where, and in which sessions.
 *
 * A slot type has no id on this wire, nor has a session's name: both are plain texts that the practice may change.
 */
import type { DiarySession, DiarySlot, Role, SlotType, StaffMember } from '../../diary/diary-types.ts';
import { MAIN_SITE, type PracticePlan } from '../../diary/practice-plan.ts';
import { EXTENSIONS, PROFILES, SYSTEMS } from './fhir-names.ts';
import { formatWallTime } from './gp-connect-times.ts';
import type { Fields } from '../gp-connect-types.ts';

export const ORGANISATION_ID = '1';
export const PRACTICE_TELEPHONE = '01632 960100';

/** NHS job roles; the registrar is a doctor of general practice to whoever looks from outside. */
const JOB_ROLES: Readonly<Record<Exclude<Role, 'reception'>, readonly [code: string, display: string]>> = {
  gp: ['R0260', 'General Medical Practitioner'],
  registrar: ['R0260', 'General Medical Practitioner'],
  nurse: ['R8001', 'Nurse Access Role'],
  hca: ['R1480', 'Healthcare Assistant'],
  pharmacist: ['R1290', 'Pharmacist'],
  physio: ['R1110', 'Physiotherapist'],
  paramedic: ['R1070', 'Paramedic'],
};

export const formatMeta = (profile: string, version: number): Fields => ({
  versionId: String(version),
  profile: [profile],
});

const channelOf = ({ name }: SlotType): 'Telephone' | 'In-person' =>
  /telephone/i.test(name) ? 'Telephone' : 'In-person';

export function formatRole(plan: PracticePlan, session: DiarySession): Fields[] {
  const role = plan.staffMember(session.clinicianIds[0] ?? 0)?.role;
  if (role === undefined || role === 'reception') return [];
  const [code, display] = JOB_ROLES[role];
  const coding = [{ system: SYSTEMS.jobRole, code, display }];
  return [{ url: EXTENSIONS.practitionerRole, valueCodeableConcept: { coding } }];
}

export const formatChannel = (type: SlotType): Fields => ({
  url: EXTENSIONS.deliveryChannel,
  valueCode: channelOf(type),
});

/** @param version grows with each change of the slot */
export function formatSlot(session: DiarySession, slot: DiarySlot, type: SlotType, version: number): Fields {
  return {
    resourceType: 'Slot',
    id: String(slot.id),
    meta: formatMeta(PROFILES.slot, version),
    extension: [formatChannel(type)],
    serviceType: [{ text: type.name }],
    schedule: { reference: `Schedule/${session.id}` },
    status: 'free',
    start: formatWallTime(session.day, slot.startMinute),
    end: formatWallTime(session.day, slot.startMinute + slot.lengthMinutes),
  };
}

export function formatSchedule(plan: PracticePlan, session: DiarySession): Fields {
  const role = formatRole(plan, session);
  return {
    resourceType: 'Schedule',
    id: String(session.id),
    meta: formatMeta(PROFILES.schedule, 1),
    ...(role.length === 0 ? {} : { extension: role }),
    serviceCategory: { text: session.name },
    actor: [
      { reference: `Location/${session.siteId}` },
      ...session.clinicianIds.map((id) => ({ reference: `Practitioner/${id}` })),
    ],
    planningHorizon: {
      start: formatWallTime(session.day, session.startMinute),
      end: formatWallTime(session.day, session.endMinute),
    },
  };
}

export function formatPractitioner({ id, title, firstNames, lastName }: StaffMember): Fields {
  return {
    resourceType: 'Practitioner',
    id: String(id),
    meta: formatMeta(PROFILES.practitioner, 1),
    identifier: [{ system: SYSTEMS.sdsUser, value: `5550000${String(id).padStart(5, '0')}` }],
    name: [{ family: lastName, given: firstNames.split(' '), prefix: [title] }],
  };
}

const addressOf = (siteId: number): Fields => ({
  line: [siteId === MAIN_SITE ? '1 High Street' : '2 Mill Lane'],
  city: 'Sampleton',
  postalCode: siteId === MAIN_SITE ? 'ZZ99 1AB' : 'ZZ99 1AC',
});

const WORK_TELEPHONE = [{ system: 'phone', value: PRACTICE_TELEPHONE, use: 'work' }];

export function formatLocation(plan: PracticePlan, siteId: number): Fields {
  return {
    resourceType: 'Location',
    id: String(siteId),
    meta: formatMeta(PROFILES.location, 1),
    name: plan.sites.find(({ id }) => id === siteId)?.name ?? plan.name,
    address: addressOf(siteId),
    telecom: WORK_TELEPHONE,
    managingOrganization: { reference: `Organization/${ORGANISATION_ID}` },
  };
}

export const formatOrganisation = (plan: PracticePlan): Fields => ({
  resourceType: 'Organization',
  id: ORGANISATION_ID,
  meta: formatMeta(PROFILES.organisation, 1),
  identifier: [{ system: SYSTEMS.odsCode, value: plan.odsCode }],
  name: plan.name,
  telecom: WORK_TELEPHONE,
  address: [addressOf(MAIN_SITE)],
});

/** A search's answer; FHIR knows no empty lists, so one that found nothing has no entries at all. */
export const formatBundle = (resources: readonly Fields[]): Fields => ({
  resourceType: 'Bundle',
  type: 'searchset',
  ...(resources.length === 0 ? {} : { entry: resources.map((resource) => ({ resource })) }),
});
