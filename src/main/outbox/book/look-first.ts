/**
 * Before anything is sent: who is the patient in this EHR, and how is the slot now? Asked together, because a patient
 * waits for the slower of the two only.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { EhrPatientId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { FoundPatient, PatientIdentity } from '#shared/domain/patient.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import type { Booking, BookingPatient, Command } from '../../store/store.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { TurnDeps } from '../outbox-deps.ts';
import { sessionOf } from '../session-of.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';

export interface FirstLook {
  readonly patient: Outcome<{ readonly id: EhrPatientId; readonly name: string | undefined }>;
  readonly slot: Outcome<PulledSlot | undefined>;
}

/** A patient already known from an earlier turn is not asked for again. */
export async function lookFirst(
  { token }: Command,
  { slot }: Booking,
  patient: BookingPatient,
  deps: TurnDeps,
): Promise<FirstLook> {
  const { diary, store, readSignal } = deps;
  const { ehrPatientId, name } = patient;
  const sought = { session: sessionOf(slot, store.read), slotId: slot.id };
  // An earlier attempt may be in the diary after all: where it shows bookings by patient only, it is asked for by them.
  const booking = ehrPatientId === undefined ? {} : { booking: { patientId: ehrPatientId, token } };
  const [found, pulled] = await Promise.all([
    ehrPatientId === undefined ? findPatient(patient, deps) : ok({ id: ehrPatientId, name }),
    answerInTime((ask) => diary.pullSlot({ ...sought, ...booking }, ask), deps),
  ]);
  if (!readSignal.aborted) for (const look of [found, pulled]) deps.noteReach(troubleOf(look));
  return { patient: found, slot: pulled };
}

async function findPatient(
  { nhsNumber, dateOfBirth }: PatientIdentity,
  deps: TurnDeps,
): Promise<Outcome<FoundPatient>> {
  const asked = { nhsNumber, dateOfBirth };
  const found = await answerInTime((ask) => deps.diary.findPatient(asked, ask), deps);
  return checkEcho(found, asked);
}

/** Never trust that the EHR answered for whom it was asked (H06). */
function checkEcho(found: Outcome<FoundPatient>, asked: PatientIdentity): Outcome<FoundPatient> {
  if (!found.ok) return found;
  const { nhsNumber, dateOfBirth } = found.value;
  const isSame = nhsNumber === asked.nhsNumber && dateOfBirth === asked.dateOfBirth;
  return isSame ? found : failed(failure('patient-not-matched', SAID_TO_RECEPTION.notMatched));
}

/** Not matching is an answer, not trouble on the way to the EHR. */
const troubleOf = (look: Outcome<unknown>): Failure | undefined =>
  look.ok || look.failure.kind === 'patient-not-matched' ? undefined : look.failure;
