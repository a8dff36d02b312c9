/** Facts of the sample practice that scenarios build on: its invented patients, and a session at a known place. */
import { type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import type { LocalDay } from '#shared/domain/time.ts';
import { addDays, asInstant, dayOf, parseDay } from '#shared/domain/time.ts';

import type { Patient } from '../../src/main/sample-practice/diary/diary-types.ts';
import { SLOT_TYPES, planPractice } from '../../src/main/sample-practice/diary/practice-plan.ts';

export const TELEPHONE = SLOT_TYPES.gpTelephone;
export const SMEAR = SLOT_TYPES.smear;

const { all, regulars } = planPractice({ clinicians: 2 }).patientList;

/** Ada Example. */
export const ADA: Patient = ((found) => {
  if (!found) throw new Error('Ada Example is always there');
  return found;
})(all.find(({ lastName }) => lastName === 'Example'));

/** The nth of those who can book; no two have the same number. */
export function patientAt(index: number): Patient {
  const patient = regulars[index];
  if (!patient) throw new Error(`The sample practice has no patient ${index}`);
  return patient;
}

/** As the patient gives it on the booking page. */
export function identityOf({ nhsNumber, bornOn }: Pick<Patient, 'nhsNumber' | 'bornOn'>): PatientIdentity {
  const number = parseNhsNumber(nhsNumber);
  const day = parseDay(bornOn);
  if (!number || !day) throw new Error('The sample practice has an odd patient');
  return { nhsNumber: number, dateOfBirth: day };
}

const today = (): LocalDay => dayOf(asInstant(Date.now()));
/** In the band of near days, and whole: nothing of it is in the past. */
export const tomorrow = (): LocalDay => addDays(today(), 1);

/** An order to the sample's staff: `count` free slots of one type tomorrow from 17:00. */
export const extraSession = (count: number, slotTypeId: string = TELEPHONE.id) => ({
  day: tomorrow(),
  slotTypeIds: Array.from({ length: count }, () => slotTypeId),
});
