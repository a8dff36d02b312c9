/**
 * EMIS's list of matching patients → the one who is exactly this person, or nobody. Never by name. Every reason for
 * *nobody* gives one and the same failure: a wrong date of birth must not tell that the number is known here.
 */
import { z } from 'zod';

import { type Failure, failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type FoundPatient, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import type { LocalDay } from '#shared/domain/time.ts';

import { check, key } from './emis-wire.ts';
import { parseEmisDay } from './emis-times.ts';

const text = z.string().max(500).nullish();

/** The specification calls every field but one a string, the key and the flags of other calls are numbers: both are read. */
const match = z.object({
  dbid: z.union([key, z.string().regex(/^[1-9]\d{0,9}$/)]),
  familyName: text,
  firstNames: text,
  dateOfBirth: z.string().max(40).nullable(),
  nhsNumber: z.string().max(40).nullable(),
  dead: z.union([z.boolean(), z.number(), z.string().max(20)]).nullish(),
  dateOfDeath: text,
  deductedDate: text,
  currentStatus: text,
});
type Match = z.infer<typeof match>;

const matches = z.object({ patientList: z.array(match).max(1_000) });

export const patientNotMatched = (): Failure =>
  failure('patient-not-matched', 'No patient of this practice has this NHS number and date of birth.');

export function parseMatchedPatient(json: unknown, identity: PatientIdentity): Outcome<FoundPatient> {
  const parsed = check(matches, json, 'patients');
  if (!parsed.ok) return parsed;
  const same = parsed.value.patientList.filter(
    ({ nhsNumber }) => nhsNumber !== null && parseNhsNumber(nhsNumber) === identity.nhsNumber,
  );
  const [patient, ...others] = same;
  // Two records of one number are for the practice to merge; choosing one could put the booking on the wrong one.
  if (!patient || others.length > 0 || !isPatientHere(patient)) return failed(patientNotMatched());
  if (parseEmisDay(patient.dateOfBirth ?? '') !== identity.dateOfBirth) return failed(patientNotMatched());
  return ok({
    ...identity,
    id: asId(String(patient.dbid)),
    name: [patient.firstNames, patient.familyName]
      .map((part) => part?.trim())
      .filter(Boolean)
      .join(' '),
  });
}

/** Alive and on the practice's list. An unknown word in a flag counts against, not for. */
function isPatientHere({ dead, dateOfDeath, deductedDate, currentStatus }: Match): boolean {
  const isAlive = /^(false|no|n|0|)$/i.test(String(dead ?? '').trim());
  const hasGone = /deduct|deceas|dead|died|left|inactive/i.test(currentStatus ?? '');
  return isAlive && !hasGone && !isRealDay(dateOfDeath) && !isRealDay(deductedDate);
}

/** .NET writes *no date* as the year 1. A date that cannot be read is taken for one that is there. */
function isRealDay(value: string | null | undefined): boolean {
  if (value === null || value === undefined || value.trim() === '') return false;
  const parsed: LocalDay | undefined = parseEmisDay(value);
  return parsed === undefined || parsed > '1800-01-01';
}
