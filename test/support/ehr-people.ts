/** Who the adapter suite books for, and who must be answered like an unknown number, from the sample practice's own list. */
import { type NhsNumber, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import { type LocalDay, parseDay } from '#shared/domain/time.ts';

import type { Patient } from '../../src/main/sample-practice/diary/diary-types.ts';
import { testNhsNumber } from '../../src/main/sample-practice/diary/nhs-number.ts';
import type { LivingPractice } from '../../src/main/sample-practice/living-practice.ts';

/** Of the 999 range, and far beyond the serials that the sample practice gives out. */
const NOBODYS_NUMBER = testNhsNumber(900_001).nhsNumber;

const day = (text: string): LocalDay => parseDay(text) ?? ('' as LocalDay);
const number = (text: string): NhsNumber => parseNhsNumber(text) ?? ('' as NhsNumber);

export interface PeopleOfSuite {
  readonly ada: PatientIdentity;
  /** Another patient of the practice. */
  readonly regular: Patient;
  readonly strangers: Readonly<Record<string, PatientIdentity>>;
}

export function peopleOf({ plan }: LivingPractice): PeopleOfSuite {
  const { all, regulars } = plan.patientList;
  const find = (patients: readonly Patient[], wanted: (patient: Patient) => boolean): Patient => {
    const found = patients.find(wanted);
    if (!found) throw new Error('The sample practice has no such patient');
    return found;
  };
  const identityOf = (wanted: (patient: Patient) => boolean): PatientIdentity => {
    const { nhsNumber, bornOn } = find(all, wanted);
    return { nhsNumber: number(nhsNumber), dateOfBirth: day(bornOn) };
  };
  const ada = identityOf(({ firstNames, lastName }) => `${firstNames} ${lastName}` === 'Ada Example');
  return {
    ada,
    regular: find(regulars, ({ lastName }) => lastName !== 'Example'),
    strangers: {
      'a number that nobody has': { ...ada, nhsNumber: number(NOBODYS_NUMBER) },
      'a wrong date of birth': { ...ada, dateOfBirth: day('1980-02-28') },
      'a patient who has died': identityOf(({ diedOn }) => diedOn !== null),
      'a patient who has left': identityOf(({ leftOn }) => leftOn !== null),
    },
  };
}
