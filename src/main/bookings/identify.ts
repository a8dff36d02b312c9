/**
 * Asks the EHR whether somebody is a patient of this practice, for the patients' pages. One answer for every mismatch,
 * and nothing of the patient's record comes back: the pages need no more than *yes*.
 */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import type { Clock } from '../ports/clock.ts';
import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { Store } from '../store/store.ts';
import { countOthers, whyLockedOut, wrongTriesOf } from './lock-out.ts';

export interface IdentifyDeps {
  readonly store: Store;
  readonly diary: Pick<EhrDiary, 'findPatient'>;
  readonly clock: Clock;
}

/** Fails with `patient-not-matched`, `too-many-tries`, or how the EHR could not be asked. */
export type Identify = (identity: PatientIdentity, signal?: AbortSignal) => Promise<Outcome<PatientIdentity>>;

export function createIdentify({ store, diary, clock }: IdentifyDeps): Identify {
  const awaited: PatientIdentity[] = [];
  return async (asked, signal) => {
    const { nhsNumber, dateOfBirth } = asked;
    const wrong = wrongTriesOf(store.read, nhsNumber, clock.now());
    const ofNumber = awaited.filter((other) => other.nhsNumber === nhsNumber);
    const others = countOthers(
      ofNumber.map((other) => other.dateOfBirth),
      dateOfBirth,
    );
    const lockedOut = whyLockedOut(wrong, others);
    if (lockedOut) return failed(lockedOut);
    awaited.push(asked);
    try {
      const ask = signal ? ({ urgency: 'write', signal } as const) : ({ urgency: 'write' } as const);
      const found = await diary.findPatient({ nhsNumber, dateOfBirth }, ask);
      if (!found.ok && found.failure.kind !== 'patient-not-matched') return found;
      const isSame =
        found.ok && found.value.nhsNumber === nhsNumber && found.value.dateOfBirth === dateOfBirth;
      if (isSame) return ok({ nhsNumber, dateOfBirth });
      store.write((tx) => tx.identityTries.addWrong(nhsNumber, clock.now()));
      return failed(
        failure(
          'patient-not-matched',
          'These details do not match a patient of this practice. Check them, or ring the practice.',
        ),
      );
    } finally {
      awaited.splice(awaited.indexOf(asked), 1);
    }
  };
}
