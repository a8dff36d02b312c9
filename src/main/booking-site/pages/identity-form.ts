/**
 * What a patient typed about who they are: checked purely, every mistake named, nothing typed thrown away. Whether such
 * a patient exists is asked of the EHR, and answered alike for a wrong number and a wrong date.
 */
import type { TypedIdentity } from '../visits.ts';
import type { FieldTrouble } from './form-parts.ts';
import { type PatientIdentity, parseDateOfBirth, parseNhsNumber } from '#shared/domain/patient.ts';
import type { LocalDay } from '#shared/domain/time.ts';

export type DateField = 'day' | 'month' | 'year';

export interface IdentityTrouble extends FieldTrouble {
  /** Which parts of a date are marked. */
  readonly parts?: readonly DateField[];
}

export type CheckedIdentity =
  | { readonly ok: true; readonly identity: PatientIdentity }
  | { readonly ok: false; readonly troubles: readonly IdentityTrouble[] };

const DATE_FIELDS = ['day', 'month', 'year'] as const;

function troubleWithNumber(typed: string): IdentityTrouble {
  const digits = typed.replaceAll(/[\s-]/g, '');
  const text =
    digits === ''
      ? 'Enter your NHS number'
      : /^\d{10}$/.test(digits)
        ? 'Check your NHS number: one of its digits is not right'
        : 'Your NHS number has 10 digits, like 999 123 4567';
  return { field: 'nhs-number', text };
}

function checkDate(typed: TypedIdentity, today: LocalDay): LocalDay | IdentityTrouble {
  const missing = DATE_FIELDS.filter((part) => typed[part].trim() === '');
  if (missing.length === 3) {
    return { field: 'dob-day', text: 'Enter your date of birth', parts: DATE_FIELDS };
  }
  if (missing.length > 0) {
    const text = `Your date of birth must include a ${missing.join(' and a ')}`;
    return { field: `dob-${missing[0]}`, text, parts: missing };
  }
  const date = parseDateOfBirth(typed.day.trim(), typed.month.trim(), typed.year.trim());
  if (date === undefined) {
    return {
      field: 'dob-day',
      text: 'Your date of birth must be a real date, like 31 3 1980',
      parts: DATE_FIELDS,
    };
  }
  if (date > today) {
    return { field: 'dob-day', text: 'Your date of birth must be in the past', parts: DATE_FIELDS };
  }
  return date;
}

export function checkIdentity(typed: TypedIdentity, today: LocalDay): CheckedIdentity {
  const nhsNumber = parseNhsNumber(typed.nhsNumber);
  const date = checkDate(typed, today);
  const troubles: IdentityTrouble[] = [];
  if (nhsNumber === undefined) troubles.push(troubleWithNumber(typed.nhsNumber));
  if (typeof date !== 'string') troubles.push(date);
  if (nhsNumber === undefined || typeof date !== 'string') return { ok: false, troubles };
  return { ok: true, identity: { nhsNumber, dateOfBirth: date } };
}
