/**
 * The sample practice's registered patients, thrown by the seed.
 *
 * Ada Example is always there. Also always there, for the mistakes they provoke: two people of the
 * same name and birthday, one patient who has died and one who has left the practice.
 * Telephone numbers are of Ofcom's ranges for drama, e-mail is at example.com.
 */
import { createDice } from './dice.ts';
import { addDays, type LocalDay } from './days.ts';
import type { Patient } from './diary-types.ts';
import { LAST_NAMES, MENS_NAMES, STREETS, WOMENS_NAMES } from './names.ts';
import { testNhsNumber } from './nhs-number.ts';

export type PatientList = {
  readonly all: readonly Patient[];
  /** those whom staff may still book: alive and registered, and not Ada, whom tests book themselves */
  readonly regulars: readonly Patient[];
  readonly byNumber: (patientNumber: number) => Patient | undefined;
};

const FIRST_SERIAL = 100_001;
const FIRST_PATIENT_NUMBER = 5_001;

const ADA: Patient = {
  patientNumber: 4_471,
  guid: '0a0a0a0a-0001-4000-8000-000000004471',
  nhsNumber: '9990000018',
  title: 'Ms',
  firstNames: 'Ada',
  lastName: 'Example',
  sex: 'F',
  bornOn: '1980-02-29',
  street: '1 Example Street',
  town: 'Sampleton',
  postCode: 'ZZ99 1AA',
  homeTelephone: '01632 960001',
  mobile: '07700 900001',
  email: 'ada.example@example.com',
  diedOn: null,
  leftOn: null,
};

function titleOf(sex: 'M' | 'F', bornOn: LocalDay, married: boolean): string {
  const isChild = bornOn > '2010-01-01';
  if (sex === 'M') return isChild ? 'Master' : 'Mr';
  if (isChild) return 'Miss';
  return married ? 'Mrs' : 'Ms';
}

function throwPatient(seed: string, index: number, nhsNumber: string): Patient {
  const dice = createDice(seed, 'patient', index);
  const sex = dice.chance(0.52) ? 'F' : 'M';
  const firstNames = dice.pick(sex === 'F' ? WOMENS_NAMES : MENS_NAMES);
  const lastName = dice.pick(LAST_NAMES);
  const bornOn = addDays('1932-01-01', dice.upTo(33_900));
  const patientNumber = FIRST_PATIENT_NUMBER + index;
  const serial = String(index % 1_000).padStart(3, '0');
  return {
    patientNumber,
    guid: `0a0a0a0a-0001-4000-8000-${String(patientNumber).padStart(12, '0')}`,
    nhsNumber,
    title: titleOf(sex, bornOn, dice.chance(0.5)),
    firstNames,
    lastName,
    sex,
    bornOn,
    street: `${dice.upTo(120) + 1} ${dice.pick(STREETS)}`,
    town: 'Sampleton',
    postCode: `ZZ99 ${dice.upTo(9) + 1}ZZ`,
    homeTelephone: `01632 960${serial}`,
    mobile: `07700 900${serial}`,
    email: `patient${patientNumber}@example.com`,
    diedOn: null,
    leftOn: null,
  };
}

export function throwPatients(seed: string, count: number): PatientList {
  const all: Patient[] = [ADA];
  let serial = FIRST_SERIAL;
  for (let index = 0; index < Math.max(count, 10); index += 1) {
    const { nhsNumber, nextSerial } = testNhsNumber(serial);
    serial = nextSerial + (index % 7);
    const patient = throwPatient(seed, index, nhsNumber);
    if (index === 0) all.push({ ...patient, diedOn: '2025-03-14' });
    else if (index === 1) all.push({ ...patient, leftOn: '2025-09-30' });
    else if (index === 3) {
      const twin = all[all.length - 1] ?? patient;
      const { title, sex, firstNames, lastName, bornOn } = twin;
      all.push({ ...patient, title, sex, firstNames, lastName, bornOn });
    } else all.push(patient);
  }
  const byNumber = new Map(all.map((patient) => [patient.patientNumber, patient]));
  return {
    all,
    regulars: all.filter((p) => p !== ADA && p.diedOn === null && p.leftOn === null),
    byNumber: (patientNumber) => byNumber.get(patientNumber),
  };
}
