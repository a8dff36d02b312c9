/**
 * The patients of the simulated practice. Every detail of theirs is a canary: none of it may ever be seen in the log or
 * in a notice. Numbers are of the 999 range, which is never issued.
 */
import type { EhrPatientId } from '../../src/shared/domain/ids.ts';
import { asId } from '../../src/shared/domain/ids.ts';
import type { FoundPatient } from '../../src/shared/domain/patient.ts';
import { parseNhsNumber } from '../../src/shared/domain/patient.ts';
import { parseDay } from '../../src/shared/domain/time.ts';

export interface Person extends FoundPatient {
  readonly index: number;
}

/** What everything that a patient writes or is called contains. */
export const CANARY = 'Canary';

const bornOn = parseDay('1961-02-03');

/** Those whose check digit would be ten have no number. */
function numbered(count: number): Person[] {
  const people: Person[] = [];
  for (let serial = 1; people.length < count; serial += 1) {
    const nine = `999${String(serial).padStart(6, '0')}`;
    const nhsNumber = Array.from({ length: 10 }, (_, check) => parseNhsNumber(`${nine}${check}`)).find(
      Boolean,
    );
    if (!nhsNumber || !bornOn) continue;
    const index = people.length;
    const id = asId<EhrPatientId>(String(4000 + index));
    people.push({ index, id, nhsNumber, dateOfBirth: bornOn, name: `${CANARY} Person ${index}` });
  }
  return people;
}

export const PEOPLE: readonly Person[] = numbered(60);

/** Says whose wish it is, so that a judge can tell from the appointment alone. */
export const reasonOf = ({ index }: Person): string => `${CANARY} reason of person ${index}`;
export const personOfReason = (reason: string): number => Number(/of person (\d+)/.exec(reason)?.[1] ?? -1);
