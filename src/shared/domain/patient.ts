/** Who a patient says they are, and what the EHR knows of them. Never logged, never in a bundle. */
import type { EhrPatientId } from './ids.ts';
import { type LocalDay, parseDay } from './time.ts';

declare const brand: unique symbol;
/** Ten digits whose check digit is right. */
export type NhsNumber = string & { readonly [brand]: 'NHS number' };

/** Accepts spaces and hyphens as people type them. Modulus 11: a check of 11 counts as 0, a check of 10 is never issued. */
export function parseNhsNumber(text: string): NhsNumber | undefined {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{10}$/.test(digits)) return undefined;
  const sum = [...digits.slice(0, 9)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(digits[9]) ? (digits as NhsNumber) : undefined;
}

/** `999 000 0018`, as it is printed on letters. */
export const formatNhsNumber = (number: NhsNumber): string =>
  `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`;

export interface PatientIdentity {
  readonly nhsNumber: NhsNumber;
  readonly dateOfBirth: LocalDay;
}

/** A patient whom the EHR knows by exactly this identity. */
export interface FoundPatient extends PatientIdentity {
  readonly id: EhrPatientId;
  readonly name: string;
}

/** A day of birth as the three fields of a form, or `undefined` when there is no such day. */
export function parseDateOfBirth(day: string, month: string, year: string): LocalDay | undefined {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return undefined;
  return parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}
