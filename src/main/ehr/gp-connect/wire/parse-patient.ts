/**
 * GP Connect's found patients → the one who is exactly this person, or nobody. Never by name. Every reason for *nobody*
 * gives one and the same failure: a wrong date of birth must not tell that the number is known here.
 */
import { z } from 'zod';

import { type Failure, failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type FoundPatient, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';

import { openBundle } from './bundle.ts';
import { SYSTEM } from './names.ts';
import { check, humanNames, id, nameIn } from './resource.ts';

const WHAT = 'patients';

const patient = z.object({
  id,
  identifier: z
    .array(z.object({ system: z.string().max(300).nullish(), value: z.string().max(100).nullish() }))
    .max(100)
    .nullish(),
  active: z.boolean().nullish(),
  name: humanNames,
  birthDate: z.string().max(40).nullish(),
  deceasedBoolean: z.boolean().nullish(),
  deceasedDateTime: z.string().max(40).nullish(),
});
type Patient = z.infer<typeof patient>;

const patientNotMatched = (): Failure =>
  failure('patient-not-matched', 'No patient of this practice has this NHS number and date of birth.');

export function parseFoundPatient(json: unknown, identity: PatientIdentity): Outcome<FoundPatient> {
  const bundle = openBundle(json, WHAT, 'Patient', [
    'Organization',
    'Practitioner',
    'PractitionerRole',
    'Location',
  ]);
  if (!bundle.ok) return bundle;
  const parsed = check(z.array(patient), bundle.value.Patient, WHAT);
  if (!parsed.ok) return parsed;
  // Whoever has more than this number, or comes besides, leaves it open who is meant.
  const [found, ...others] = parsed.value;
  if (!found || others.length > 0 || !isHere(found)) return failed(patientNotMatched());
  const isThisPerson = hasNumber(found, identity) && found.birthDate === identity.dateOfBirth;
  if (!isThisPerson) return failed(patientNotMatched());
  return ok({ ...identity, id: asId(found.id), name: nameIn(found.name, false) });
}

function hasNumber({ identifier }: Patient, { nhsNumber }: PatientIdentity): boolean {
  const numbers = (identifier ?? []).filter(({ system }) => system === SYSTEM.nhsNumber);
  return numbers.length === 1 && parseNhsNumber(numbers[0]?.value ?? '') === nhsNumber;
}

/** Alive, and registered here. */
const isHere = ({ active, deceasedBoolean, deceasedDateTime }: Patient): boolean =>
  active !== false && deceasedBoolean !== true && (deceasedDateTime ?? '') === '';
