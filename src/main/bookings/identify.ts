/**
 * Asks the EHR whether somebody is a patient of this practice, for the patients' pages. One answer for every mismatch,
 * and nothing of the patient's record comes back: the pages need no more than *yes*.
 */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { NhsNumber, PatientIdentity } from '#shared/domain/patient.ts';
import type { Clock } from '../ports/clock.ts';
import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { Store } from '../store/store.ts';
import { whyLockedOut, wrongTriesOf } from './lock-out.ts';

export interface IdentifyDeps {
  readonly store: Store;
  readonly diary: Pick<EhrDiary, 'findPatient'>;
  readonly clock: Clock;
}

/** Fails with `patient-not-matched`, `too-many-tries`, or how the EHR could not be asked. */
export type Identify = (identity: PatientIdentity, signal?: AbortSignal) => Promise<Outcome<PatientIdentity>>;

export function createIdentify({ store, diary, clock }: IdentifyDeps): Identify {
  const awaited = new Map<NhsNumber, number>();
  const countAwaited = (number: NhsNumber, step: 1 | -1) => {
    const count = (awaited.get(number) ?? 0) + step;
    if (count > 0) awaited.set(number, count);
    else awaited.delete(number);
  };
  return async ({ nhsNumber, dateOfBirth }, signal) => {
    const wrong = wrongTriesOf(store.read, nhsNumber, clock.now());
    const lockedOut = whyLockedOut(wrong, awaited.get(nhsNumber) ?? 0);
    if (lockedOut) return failed(lockedOut);
    countAwaited(nhsNumber, 1);
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
      countAwaited(nhsNumber, -1);
    }
  };
}
