/**
 * A patient's demographics → the one who is exactly this person, or nobody. Never by name. Every reason for *nobody* gives
 * one and the same failure: a wrong date of birth must not tell that the number is known here.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type FoundPatient, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import { type LocalDay, parseDay } from '#shared/domain/time.ts';

import { notUnderstood } from '../line/systmone-failures.ts';
import type { XmlNode } from '../line/systmone-xml.ts';
import { box, check, exact, maybe, maybeName } from './systmone-wire.ts';

const demographics = box({ FirstName: maybeName, Surname: maybeName, DateOfBirth: maybe(exact) });
const identity = box({ NHSNumber: maybe(exact) });

export const patientNotMatched = (): Failure =>
  failure('patient-not-matched', 'No patient of this practice has this NHS number and date of birth.');

/** Where in the answer they stand is not documented: they are looked for all through it. */
export function parsePatient(response: XmlNode, asked: PatientIdentity): Outcome<FoundPatient> {
  const [found, ...others] = elementsNamed(response, 'Demographics');
  // Two records of one number are for the practice to merge; choosing one could put the booking on the wrong one.
  if (found === undefined || others.length > 0) return failed(patientNotMatched());
  const [who, ...alsoWho] = elementsNamed(response, 'Identity');
  if (who === undefined || alsoWho.length > 0) return failed(notUnderstood('a patient without an identity'));
  const parsedWho = check(identity, who, 'an identity');
  if (!parsedWho.ok) return parsedWho;
  const parsed = check(demographics, found, 'a patient');
  if (!parsed.ok) return parsed;
  const { FirstName, Surname, DateOfBirth } = parsed.value;
  const isSame =
    parseNhsNumber(parsedWho.value.NHSNumber ?? '') === asked.nhsNumber &&
    parseBirth(DateOfBirth) === asked.dateOfBirth;
  if (!isSame || hasGone(response)) return failed(patientNotMatched());
  return ok({ ...asked, id: asId(asked.nhsNumber), name: [FirstName, Surname].filter(Boolean).join(' ') });
}

const parseBirth = (text: string | undefined): LocalDay | undefined =>
  parseDay((text ?? '').trim().replace(/T00:00:00$/, ''));

/** Nothing documented tells of a death or a departure here; should an answer do so, it is heard. */
const GONE = ['DateOfDeath', 'Deceased', 'Dead', 'DeductionDate', 'DateOfDeduction'];
const hasGone = (response: XmlNode): boolean =>
  GONE.flatMap((name) => elementsNamed(response, name)).some(
    (node) => typeof node !== 'string' || !/^(false|no|0)$/i.test(node.trim()),
  );

/** Every element of this name, at whatever depth. */
export function elementsNamed(node: XmlNode, name: string): readonly XmlNode[] {
  if (typeof node === 'string') return [];
  return Object.entries(node).flatMap(([inside, nodes = []]) => [
    ...(inside === name ? nodes : []),
    ...nodes.flatMap((each) => elementsNamed(each, name)),
  ]);
}
